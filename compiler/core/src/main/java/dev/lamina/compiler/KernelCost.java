package dev.lamina.compiler;

/**
 * What a kernel has to do at least: its multiply-adds, and the data that it reads and writes.
 *
 * @param multiplyAdds the multiply-adds for one sample
 * @param weightBytes the bytes of the values that do not grow with the batch: weights and their gradients
 * @param weightPasses how often a call reads these: a recurrence does so at each step
 * @param sampleBytes the bytes of the other values for one sample
 */
public record KernelCost(long multiplyAdds, long weightBytes, int weightPasses, long sampleBytes) {

    /** The bytes of all values that a call with so many samples reads or writes, each counted once. */
    public long bytes(int samples) {
        return weightBytes + samples * sampleBytes;
    }
}
