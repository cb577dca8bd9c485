package dev.lamina.runtime;

/**
 * A generated network: a {@link Predictor} if it takes floats, a {@link TokenPredictor} if it takes tokens, a {@link MultiNetwork} if it has
 * several inputs or outputs.
 *
 * <p><b>Arrays</b> are dense, sample after sample, each in PyTorch's order: the elements of a vector as the columns of the training data;
 * an image as [channels, height, width], so all of the first channel comes first; a sequence as [steps, features].
 *
 * <p><b>Threads:</b> one thread at a time can use a network, because it has one workspace; a second thread in the same object gets an
 * {@link IllegalStateException}. Many networks, one for each thread, may share their {@link Parameters} as long as no thread writes to
 * those. A {@link NetworkPool} lends networks to any number of threads.
 *
 * <p>No method allocates, unless it throws or says so.
 */
public interface Network {

    /** The parameters this network reads; not a copy. */
    Parameters parameters();

    /** The largest batch a call may have. */
    int capacity();

    /** Floats, or tokens, of one sample of the input; of all inputs in a {@link MultiNetwork}. */
    int inputSize();

    /** Floats of one sample of the output; of all outputs in a {@link MultiNetwork}. */
    int outputSize();

    /**
     * Lets calls use this many threads: the calling one, and daemon threads that belong to this network. The results have the same bits for
     * any number. A call that would not gain from it runs on the calling thread alone. The first calls after a pause may do so too, because
     * threads without work park. An exception in any thread is thrown to the caller. The threads end with {@code threads(1)}, or when
     * nobody can use this network any more.
     *
     * @throws IllegalArgumentException if {@code threads} is less than 1
     */
    default void threads(int threads) {
        Checks.threads(threads);
    }

    /** The threads that calls may use; 1 at first. */
    default int threads() {
        return 1;
    }
}
