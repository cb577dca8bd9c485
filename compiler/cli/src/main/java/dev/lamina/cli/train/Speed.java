package dev.lamina.cli.train;

/** Samples per second of late: what happened a while ago, when the JVM had not compiled the network yet, fades. */
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
