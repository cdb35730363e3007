package io.sluice.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.sluice.gateway.verticle.JsonText;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may know whom. A class that needs a forbidden arrow is in the wrong room. */
class ArchitectureTest {
  private static final String ROOT = "io.sluice.gateway.";
  private static final String[] VERTX = {
    "io.vertx.core",
    "io.vertx.core.buffer..",
    "io.vertx.core.http..",
    "io.vertx.core.streams..",
    "io.vertx.core.eventbus..",
    "io.vertx.core.json..",
    "io.vertx.core.net..",
    "io.vertx.core.tracing.."
  };
  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sluice.gateway");

  private static String[] rooms(String... names) {
    var packages = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      packages[i] = ROOT + names[i] + "..";
    }
    return packages;
  }

  private static ArchRule mayImport(String room, String[] rooms, String... libraries) {
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage("java..", "org.jspecify..")
            .or(resideInAnyPackage(rooms(room)))
            .or(resideInAnyPackage(rooms))
            .or(resideInAnyPackage(libraries));
    return classes()
        .that(resideInAPackage(ROOT + room + ".."))
        .should(onlyDependOnClassesThat(allowed));
  }

  @Test
  void cachingIsPure() {
    mayImport("caching", rooms()).check(GATEWAY);
  }

  @Test
  void invalidationKnowsCachingOnly() {
    mayImport("invalidation", rooms("caching")).check(GATEWAY);
  }

  @Test
  void messagesKnowDecisionsAndVertxTypes() {
    mayImport("message", rooms("caching", "invalidation"), VERTX).check(GATEWAY);
  }

  @Test
  void portsKnowMessages() {
    mayImport("spi", rooms("caching", "invalidation", "message"), VERTX).check(GATEWAY);
  }

  @Test
  void configurationIsReadWithOneLibrary() {
    mayImport("config", rooms(), "org.snakeyaml.engine..").check(GATEWAY);
  }

  @Test
  void eachAdapterKnowsItsOwnLibrary() {
    String[] inner = rooms("caching", "invalidation", "message", "spi");
    String[] stored = rooms("caching", "invalidation", "message", "spi", "adapter.entry");
    mayImport("adapter.entry", inner, with("io.netty.buffer..", "io.vertx.core.internal.."))
        .check(GATEWAY);
    mayImport("adapter.caffeine", inner, with("com.github.benmanes.caffeine..")).check(GATEWAY);
    mayImport("adapter.redis", stored, with("io.vertx.redis..", "io.vertx.core.internal.."))
        .check(GATEWAY);
    mayImport(
            "adapter.web",
            inner,
            with(
                "io.vertx.circuitbreaker..",
                "io.vertx.ext.web.client..",
                "io.vertx.ext.web.codec..",
                "javax.net.ssl",
                "io.netty.."))
        .check(GATEWAY);
    mayImport(
            "adapter.cluster",
            inner,
            with(
                "com.hazelcast..",
                "io.vertx.spi.cluster.hazelcast..",
                "io.vertx.core.spi..",
                "io.vertx.core.transport"))
        .check(GATEWAY);
    mayImport("adapter.coding", inner, with("com.aayushatharva.brotli4j..")).check(GATEWAY);
    mayImport("adapter.sqlite", stored, with("org.sqlite..")).check(GATEWAY);
    mayImport("adapter.tracing", inner, with("io.opentelemetry..")).check(GATEWAY);
    mayImport("adapter.metrics", inner, with("io.micrometer..", "io.prometheus..")).check(GATEWAY);
  }

  /** Vert.x' own types and the log, and these. */
  private static String[] with(String... libraries) {
    var all = Arrays.copyOf(VERTX, VERTX.length + libraries.length + 1);
    System.arraycopy(libraries, 0, all, VERTX.length, libraries.length);
    all[all.length - 1] = "org.slf4j";
    return all;
  }

  @Test
  void verticlesKnowNoAdapterAndOnlyAdminRoutes() {
    String[] inner = rooms("caching", "invalidation", "message", "spi", "config");
    mayImport(
            "verticle",
            inner,
            with(
                "io.vertx.ext.web..",
                "io.netty..",
                "javax.net.ssl",
                "javax.xml.stream",
                "com.fasterxml.jackson.core.."))
        .check(GATEWAY);
    noClasses()
        .that(
            resideInAPackage(ROOT + "verticle..")
                .and(resideOutsideOfPackages(ROOT + "verticle.admin..")))
        .should()
        .dependOnClassesThat(resideInAPackage("io.vertx.ext.web.."))
        .check(GATEWAY);
    noClasses()
        .that(
            resideInAPackage(ROOT + "verticle..")
                .and(resideOutsideOfPackages(ROOT + "verticle.json.."))
                .and(not(belongToAnyOf(JsonText.class))))
        .should()
        .dependOnClassesThat(resideInAPackage("com.fasterxml.."))
        .check(GATEWAY);
    noClasses()
        .that(
            resideInAPackage(ROOT + "verticle..")
                .and(resideOutsideOfPackages(ROOT + "verticle.admin..", ROOT + "verticle.port..")))
        .should()
        .dependOnClassesThat(resideInAPackage("io.netty.."))
        .check(GATEWAY);
  }

  @Test
  void nobodyButTheCommandLineKnowsTheCompositionRoot() {
    noClasses()
        .that(resideOutsideOfPackages(ROOT + "bootstrap.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "bootstrap.."))
        .check(GATEWAY);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(GATEWAY);
    slices().matching(ROOT + "adapter.(*)..").should().beFreeOfCycles().check(GATEWAY);
  }

  @Test
  void everyPackageSaysWhatItIsForAndHoldsNoNulls() throws ReflectiveOperationException {
    var packages = new TreeSet<String>();
    GATEWAY.forEach(type -> packages.add(type.getPackageName()));
    for (var name : packages) {
      var info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
    }
  }

  @Test
  void onlyCommandsWriteToTheConsole() {
    noClasses()
        .that(resideOutsideOfPackages(ROOT + "bootstrap.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(GATEWAY);
  }

  @Test
  void nobodySleepsOrBlocksAnEventLoop() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(io.vertx.core.Future.class, "await")
        .check(GATEWAY);
    noClasses()
        .that(resideOutsideOfPackages(ROOT + "bootstrap.."))
        .should()
        .callMethod(CompletableFuture.class, "get")
        .orShould()
        .callMethod(CompletableFuture.class, "get", long.class, TimeUnit.class)
        .orShould()
        .callMethod(CompletableFuture.class, "join")
        .orShould()
        .callMethod(java.util.concurrent.Future.class, "get")
        .orShould()
        .callMethod(CountDownLatch.class, "await")
        .orShould()
        .callMethod(Object.class, "wait")
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks.."))
        .check(GATEWAY);
  }

  @Test
  void nothingOnAnEventLoopTakesALock() {
    methods()
        .that()
        .areDeclaredInClassesThat(
            resideInAnyPackage(rooms("caching", "message", "verticle", "adapter.web")))
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .check(GATEWAY);
  }
}
