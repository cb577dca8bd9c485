package dev.lamina.cli.train;

/** Recent samples per second, an exponentially weighted mean: the first steps, before the JVM has compiled the network, lose their weight. */
final class Speed {

    private static final double MEMORY_SECONDS = 3;

    private double samples;
    private double seconds;

    void add(int moreSamples, long nanos) {
        double more = nanos / 1e9;
        double fading = Math.exp(-more / MEMORY_SECONDS);
        samples = samples * fading + moreSamples;
        seconds = seconds * fading + more;
    }

    /** 0 before the first sample. */
    double perSecond() {
        return samples / Math.max(seconds, 1e-9);
    }
}
