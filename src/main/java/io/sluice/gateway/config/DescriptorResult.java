package io.sluice.gateway.config;

import java.util.List;

/** Outcome of reading the descriptors: all of them, or everything that is wrong with them. */
public sealed interface DescriptorResult {
  /** The descriptors, by file name. */
  record Ok(List<VerticleDescriptor> descriptors) implements DescriptorResult {
    public Ok {
      descriptors = List.copyOf(descriptors);
    }
  }

  /** At least one fault. */
  record Faults(List<Fault> faults) implements DescriptorResult {
    public Faults {
      faults = List.copyOf(faults);
    }
  }
}
