package dev.lamina.user;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Locale;

/**
 * The memory in use after a collection, in MiB.
 *
 * @param classes the number of classes that are loaded
 */
record UsedMemory(double heap, double metaspace, int classes) {
    private static final double MEBIBYTE = 1 << 20;

    /** Collects, looks, and prints a line with the name of the part and how far it is. */
    static UsedMemory now(String part, int progress) {
        System.gc();
        System.gc(); // classes of the first one's dead loaders
        UsedMemory used = new UsedMemory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE,
                metaspaceBytes() / MEBIBYTE,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        System.out.printf(
                Locale.ROOT,
                "%s %,6d  heap %6.2f MiB  metaspace %6.2f MiB  classes %,d%n",
                part,
                progress,
                used.heap,
                used.metaspace,
                used.classes);
        return used;
    }

    private static long metaspaceBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
                .sum();
    }
}
