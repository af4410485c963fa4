package dev.muster.supervisor.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every collector, as OpenJDK 17 and 25 word it. */
final class HeapUseTest {
    private static final long K = 1024;

    /** A tilde is the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' def new generation   total 19648K, used 6260K [0x1)~ tenured generation   total 43712K, used 15360K' | 21620 | 63360",
                "'DefNew  total 64K, used 9K [0x1)~ eden space 55K,  28% used [0x1)~Tenured    total 32K, used 1K [0x1)' | 10 | 96",
                "' PSYoungGen      total 113152K, used 25293K [0x1)~ ParOldGen       total 258048K, used 0K [0x1)' | 25293 | 371200",
                "' garbage-first heap   total 397312K, used 28842K [0x1)~  region size 4096K, 4 young (16384K)' | 28842 | 397312",
                "'garbage-first heap   total reserved 6172672K, committed 393216K, used 26766K [0x1)' | 26766 | 393216",
                "' ZHeap           used 36M, capacity 378M, max capacity 6028M~ Metaspace       used 124K' | 36864 | 387072",
                "'ZHeap            used 36M, capacity 378M, max capacity 6028M~ Cache           342M (1)' | 36864 | 387072",
                "'Shenandoah Heap~ 6028M max, 6028M soft max, 378M committed, 26624K used~ 3014 regions' | 26624 | 387072"
            })
    void heapInfoOfEveryCollectorIsUnderstood(String info, long usedK, long committedK) {
        assertThat(HeapUse.parse(info.replace('~', '\n'))).contains(new HeapUse(usedK * K, committedK * K));
    }

    @Test
    void whatAnUnknownCollectorSaysIsNotGuessedAt() {
        assertThat(HeapUse.parse(" Epsilon Heap\nAllocation space:\n space 4096K,   1% used"))
                .isEmpty();
    }
}
