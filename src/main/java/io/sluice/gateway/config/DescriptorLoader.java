package io.sluice.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads deployment descriptors strictly: what Vert.x' own deployment options would ignore, unknown
 * keys and wrong types, is a fault here.
 */
public final class DescriptorLoader {
  private DescriptorLoader() {}

  /** Reads every {@code *.json} of the directory, in the order of their names. */
  public static DescriptorResult load(Path directory) {
    var problems = new Problems();
    var files = new LinkedHashMap<String, String>();
    for (var path : list(directory, problems)) {
      try {
        files.put(path.toString(), Files.readString(path));
      } catch (IOException e) {
        problems.fault(Raw.Mark.of(path.toString()), "", "not readable (expected: UTF-8 text)");
      }
    }
    return read(files, problems);
  }

  /** Reads descriptors whose text is at hand: file name → JSON, in the map's order. */
  public static DescriptorResult parse(Map<String, String> files) {
    return read(files, new Problems());
  }

  private static List<Path> list(Path directory, Problems problems) {
    try (var paths = Files.list(directory)) {
      return paths.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      problems.fault(Raw.Mark.of(directory.toString()), "", "not readable (expected: a directory)");
      return List.of();
    }
  }

  private static DescriptorResult read(Map<String, String> files, Problems problems) {
    var descriptors = new ArrayList<VerticleDescriptor>();
    var fileOfMain = new HashMap<String, String>();
    files.forEach(
        (file, text) -> {
          var descriptor = read(file, text, problems);
          if (descriptor == null) {
            return;
          }
          descriptors.add(descriptor);
          var other = fileOfMain.putIfAbsent(descriptor.main(), file);
          if (other != null) {
            problems.fault(
                Raw.Mark.of(file),
                DescriptorRows.MAIN.key(),
                "value: " + descriptor.main() + " (expected: once, but " + other + " has it too)");
          }
        });
    return problems.faults().isEmpty()
        ? new DescriptorResult.Ok(descriptors)
        : new DescriptorResult.Faults(problems.faults());
  }

  private static @Nullable VerticleDescriptor read(String file, String text, Problems problems) {
    var raw = YamlReader.readJson(file, text, problems);
    var kind =
        new StructKind<>(
            "a descriptor",
            DescriptorRows.TABLE,
            values -> DescriptorRows.read(file, values, problems));
    return raw == null ? null : kind.read(raw, new Reading("", false, problems));
  }
}
