package dev.lamina.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The sizes of the caches: those that Linux knows, else usual ones. */
final class Caches {

    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");

    private static final List<Cache> USUAL =
            List.of(new Cache("L1", 32 << 10), new Cache("L2", 1 << 20), new Cache("L3", 16 << 20));

    private Caches() {}

    /** A cache for data. */
    record Cache(String name, long bytes) {}

    static List<Cache> ofThisMachine() {
        return of(LINUX);
    }

    /** The caches that the files of a folder describe, as Linux does, the smallest first. */
    static List<Cache> of(Path folder) {
        List<Cache> caches = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.filter(path -> path.getFileName().toString().startsWith("index"))
                    .toList()) {
                if (!read(each, "type").equals("Instruction")) {
                    caches.add(new Cache("L" + read(each, "level"), bytes(read(each, "size"))));
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return USUAL;
        }
        caches.sort(Comparator.comparingLong(Cache::bytes));
        return caches.isEmpty() ? USUAL : caches;
    }

    private static String read(Path folder, String file) throws IOException {
        return Files.readString(folder.resolve(file)).trim();
    }

    private static long bytes(String size) {
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return switch (size.charAt(size.length() - 1)) {
            case 'K' -> number << 10;
            case 'M' -> number << 20;
            default -> throw new NumberFormatException(size);
        };
    }
}
