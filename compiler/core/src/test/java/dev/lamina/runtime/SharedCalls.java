package dev.lamina.runtime;

/** Makes networks share calls between their threads that are too short to gain from it. */
public final class SharedCalls {
    private SharedCalls() {}

    /** The part of a thread that computes a whole call alone. */
    public static Part whole(int samples) {
        return Part.whole().setWhole(samples);
    }

    /** Gives a network threads that share every call. */
    public static void always(Network network, int threads) {
        network.threads(threads);
        ((GeneratedNetwork) network).shareEveryCall();
    }
}
