package dev.lamina.examples.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The machine that measures, and what else runs on it. */
final class Machine {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final List<String> TCMALLOC = List.of("libtcmalloc_minimal.so.4", "libtcmalloc.so.4");

    private static final List<String> LIBRARY_FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib");

    private Machine() {}

    /** The lines above a table. */
    static String describe() throws InterruptedException {
        double average = SYSTEM.getSystemLoadAverage();
        double busy = busyProcessors(Duration.ofSeconds(1));
        return String.format(
                Locale.ROOT,
                """

                microseconds of one call: the median, and the time that 99 %% of the calls do not exceed
                ratio: the best peer's median divided by that of the first target
                %s, %s %s, %s, %d processors
                PyTorch %s
                load average at the start %.2f; in the second before the first row other programs used %.2f processors%s
                """,
                LocalDate.now(ZoneId.systemDefault()),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                System.getProperty("os.arch"),
                SYSTEM.getAvailableProcessors(),
                tcmalloc().map(file -> "with tcmalloc: " + file).orElse("without tcmalloc, which is not installed"),
                average,
                busy,
                busy > 0.1 ? ": THE MACHINE IS BUSY" : "");
    }

    private static double busyProcessors(Duration time) throws InterruptedException {
        OtherPrograms others = new OtherPrograms(List.of());
        Thread.sleep(time.toMillis());
        return others.processors();
    }

    /** A faster allocator, with which PyTorch trains 10 to 30 % faster. */
    static Optional<Path> tcmalloc() {
        return LIBRARY_FOLDERS.stream()
                .flatMap(folder -> TCMALLOC.stream().map(name -> Path.of(folder, name)))
                .filter(Files::exists)
                .findFirst();
    }

    /** What other programs use of the processors, from now on. */
    static final class OtherPrograms {

        private final List<ContenderProcess> own;
        private final long start = System.nanoTime();
        private final double ownStart;

        OtherPrograms(List<ContenderProcess> own) {
            this.own = own;
            SYSTEM.getCpuLoad(); // the next call is about the time since this one
            ownStart = ownSeconds();
        }

        /** The mean number of processors that they used. */
        double processors() {
            double seconds = (System.nanoTime() - start) / 1e9;
            double all = SYSTEM.getCpuLoad() * SYSTEM.getAvailableProcessors();
            return Math.max(0, all - (ownSeconds() - ownStart) / seconds);
        }

        private double ownSeconds() {
            return SYSTEM.getProcessCpuTime() / 1e9
                    + own.stream().mapToDouble(ContenderProcess::cpuSeconds).sum();
        }
    }
}
