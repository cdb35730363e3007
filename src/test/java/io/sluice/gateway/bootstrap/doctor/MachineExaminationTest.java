package io.sluice.gateway.bootstrap.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.bootstrap.doctor.Finding.Status;
import org.junit.jupiter.api.Test;

class MachineExaminationTest {

  @Test
  void fewFilesAreWarnedOf() {
    assertThat(MachineExamination.files(1024, 128).line())
        .startsWith("WARN  file limit: 1024 (nofile)")
        .contains("ulimit -n");
    assertThat(MachineExamination.files(1_048_576, 128).status()).isEqualTo(Status.OK);
  }

  @Test
  void aMemoryTierThatDoesNotFitTheHeapIsAFault() {
    assertThat(MachineExamination.heap(512 << 20, 256 << 20).line())
        .isEqualTo("OK    heap: 256 MiB of 512 MiB for the memory tier, 50 %");
    assertThat(MachineExamination.heap(512 << 20, 400 << 20).status()).isEqualTo(Status.WARN);
    assertThat(MachineExamination.heap(512 << 20, 600L << 20).status()).isEqualTo(Status.FAIL);
  }
}
