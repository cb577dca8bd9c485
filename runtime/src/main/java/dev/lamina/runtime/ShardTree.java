package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The binary tree in which the gradients of shards are added: neighbours first, then neighbouring pairs, and so on, a shard without a neighbour
 * as it is. Sums of floats depend on their order; in this tree the order does not depend on which thread or machine has which shards.
 *
 * <p>The sum of shards is kept in the place of the first of them.
 */
public final class ShardTree {

    private ShardTree() {}

    /** Adds the value of one shard to that of another, in place. */
    @FunctionalInterface
    public interface Addition {

        /** {@code value[into] += value[from]}. */
        void add(int into, int from);
    }

    /** Makes all additions of the tree for {@code shards} shards whose operands are sums of the shards {@code first} to {@code end - 1} alone. */
    public static void within(int shards, int first, int end, Addition addition) {
        for (int width = 1; width < shards; width *= 2) {
            for (int left = (first + 2 * width - 1) / (2 * width) * 2 * width; left + width < end; left += 2 * width) {
                if (Math.min(left + 2 * width, shards) <= end) {
                    addition.add(left, left + width);
                }
            }
        }
    }

    /**
     * Makes the other additions, whose operands come from several owners.
     *
     * @param bounds the first shard of each owner, and the end of the last: owner {@code i} has {@code bounds[i]} to {@code bounds[i + 1] - 1};
     *     additions with operands that nobody of them has are not made
     */
    public static void across(int shards, int[] bounds, Addition addition) {
        for (int width = 1; width < shards; width *= 2) {
            for (int left = 0; left + width < shards; left += 2 * width) {
                int right = Math.min(left + 2 * width, shards);
                if (bounds[0] <= left && right <= bounds[bounds.length - 1] && !oneOwner(left, right, bounds)) {
                    addition.add(left, left + width);
                }
            }
        }
    }

    private static boolean oneOwner(int first, int end, int[] bounds) {
        for (int i = 0; i + 1 < bounds.length; i++) {
            if (bounds[i] <= first && end <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** The places of the sums that {@link #within} leaves of the shards {@code first} to {@code end - 1}. */
    public static int[] sums(int shards, int first, int end) {
        List<Integer> places = new ArrayList<>();
        for (int shard = first; shard < end; ) {
            places.add(shard);
            int width = 1;
            while (width < shards && shard % (2 * width) == 0 && Math.min(shard + 2 * width, shards) <= end) {
                width *= 2;
            }
            shard = Math.min(shard + width, shards);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The bounds of {@code owners} owners that have about as many shards each. */
    public static int[] bounds(int shards, int owners) {
        int[] bounds = new int[owners + 1];
        for (int i = 0; i <= owners; i++) {
            bounds[i] = (int) ((long) shards * i / owners);
        }
        return bounds;
    }
}
