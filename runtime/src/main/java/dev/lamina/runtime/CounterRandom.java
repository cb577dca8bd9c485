package dev.lamina.runtime;

/**
 * A random generator without a state: its numbers are a function of where they are used.
 *
 * <p>A number is determined by {@code (seed, step, stream, element)}, for instance the run's seed, the training step, the layer and the
 * element of its output. So a mask does not depend on how a batch is split among threads, and a resumed run draws the numbers that the
 * uninterrupted run would have drawn. The first three make a {@link #key}, which is worth computing outside of a loop.
 *
 * <p>The generator is SplitMix (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) with the finalisers
 * by Stafford and Murmur3 that {@link java.util.SplittableRandom} uses: element {@code i} of a key is the upper half of number {@code i +
 * 1} of the SplitMix sequence that has the key as its seed and a gamma made of it.
 */
public final class CounterRandom {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long GAMMA_SALT = 0xD1B54A32D192ED03L;

    private CounterRandom() {}

    /** The part of {@code (seed, step, stream, element)} that stays the same in a loop over elements. */
    public static long key(long seed, long step, int stream) {
        // One round per word: a key says nothing about its neighbours in any of the three.
        return mix(mix(mix(seed + GOLDEN) + step * GOLDEN + 1) + stream * GOLDEN + 2);
    }

    /** The key for a name, such as that of a parameter. */
    static long key(long seed, String name) {
        long hash = 0xCBF29CE484222325L; // FNV-1a of the characters: stable, and wider than hashCode
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return mix(mix(seed + GOLDEN) + hash);
    }

    /** 32 random bits. */
    public static int bits(long seed, long step, int stream, long element) {
        return bits(key(seed, step, stream), element);
    }

    /** 32 random bits of a {@link #key}. */
    public static int bits(long key, long element) {
        return (int) (wide(key, element) >>> 32);
    }

    /** A multiple of 2^-24, at least 0 and less than 1. */
    public static float uniform(long seed, long step, int stream, long element) {
        return uniform(key(seed, step, stream), element);
    }

    /** A multiple of 2^-24 of a {@link #key}, at least 0 and less than 1. */
    public static float uniform(long key, long element) {
        return (bits(key, element) >>> 8) * 0x1p-24f;
    }

    /** A number of the normal distribution with mean 0 and deviation 1, by Box and Muller. */
    static double normal(long key, long element) {
        long bits = wide(key, element);
        double radius = ((bits >>> 32) + 1) * 0x1p-32; // above 0, for the logarithm
        double turn = (bits & 0xFFFFFFFFL) * 0x1p-32;
        return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * turn);
    }

    /**
     * Permutes an array, by Fisher and Yates. The result depends on what the array held: whoever wants an epoch's order to
     * depend on the epoch alone starts each from the same order, or takes a {@link #permutation}.
     */
    public static void shuffle(int[] order, long seed, long epoch) {
        shuffle(order, seed, epoch, 0);
    }

    private static void shuffle(int[] order, long seed, long epoch, int shard) {
        long key = key(seed, epoch, -1 - shard); // layers have the streams from 0 on
        for (int i = order.length - 1; i > 0; i--) {
            // Scaled rather than rejected: one place is preferred to another by at most (i + 1) / 2^32.
            int j = (int) ((bits(key, i) & 0xFFFFFFFFL) * (i + 1) >>> 32);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** The numbers 0 to {@code length - 1} in an order that depends on seed and epoch alone. */
    public static int[] permutation(int length, long seed, long epoch) {
        return permutation(length, seed, epoch, 0);
    }

    /** As {@link #permutation(int, long, long)}, another order for each shard; shard 0 has the order of that method. */
    public static int[] permutation(int length, long seed, long epoch, int shard) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            order[i] = i;
        }
        shuffle(order, seed, epoch, shard);
        return order;
    }

    private static long wide(long key, long element) {
        // With one gamma all keys would draw from one sequence; an odd gamma of its own gives each key another one.
        return mix(key + (element + 1) * gamma(key));
    }

    private static long gamma(long key) {
        long z = key + GAMMA_SALT;
        z = (z ^ z >>> 33) * 0xFF51AFD7ED558CCDL;
        z = (z ^ z >>> 33) * 0xC4CEB9FE1A85EC53L;
        return z ^ z >>> 33 | 1;
    }

    private static long mix(long word) {
        long z = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
