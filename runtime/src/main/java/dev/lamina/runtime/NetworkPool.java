package dev.lamina.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Networks over the same parameters, lent to one thread at a time; and the place where a running service gets other parameters.
 *
 * <pre>{@code
 * NetworkPool<Digits> pool = new NetworkPool<>(parameters, 1, Digits::new);
 * try (NetworkPool.Lease<Digits> lease = pool.borrow()) {
 *     lease.network().predict(image, 1, scores);
 * }
 * }</pre>
 *
 * <p>There are as many networks as threads may compute at once, by default one for each processor, however many threads wait for one: twenty
 * thousand virtual threads share them. A network is made when it is first needed. The first to wait are the first to be served.
 *
 * <p>{@link #swap} replaces the parameters while threads predict. Each lease has one version of them, the one that was current when it was
 * borrowed, and every answer is of that version alone.
 *
 * <p>Borrowing a network that is free, and giving it back, allocates nothing. All methods may be called by all threads; a {@link Lease}
 * belongs to the thread that borrowed it.
 *
 * @param <N> the generated class, or an interface of it
 */
public final class NetworkPool<N extends Network> implements AutoCloseable {

    /** As many permits as wake all waiting threads when the pool is closed; far fewer than a semaphore can have. */
    private static final int EVERYONE = 1 << 30;

    private final int capacity;
    private final Factory<? extends N> factory;
    private final List<Lease<N>> leases = new ArrayList<>();
    private final Semaphore permits;
    private volatile Version current;
    private volatile boolean closed;

    /**
     * Makes a network over parameters.
     *
     * @param <N> what it makes
     */
    @FunctionalInterface
    public interface Factory<N extends Network> {

        /** A network for up to {@code capacity} samples a call, as the constructor of a generated class makes it. */
        N create(Parameters parameters, int capacity);
    }

    /** Parameters with their number. */
    private record Version(Parameters parameters, long number) {}

    /** A network and the version of the parameters that it reads. */
    private record Held<N>(N network, Version version) {}

    /**
     * A pool with a network for each processor.
     *
     * @param parameters what all networks read; nobody may write to them from now on
     * @param capacity the most samples a call may have
     * @param factory makes a network: {@code Digits::new}
     */
    public NetworkPool(Parameters parameters, int capacity, Factory<? extends N> factory) {
        this(parameters, capacity, Runtime.getRuntime().availableProcessors(), factory);
    }

    /** As {@link #NetworkPool(Parameters, int, Factory)}, with at most {@code size} networks. */
    public NetworkPool(Parameters parameters, int capacity, int size, Factory<? extends N> factory) {
        Checks.capacity(capacity);
        if (size < 1) {
            throw new IllegalArgumentException("a pool of " + size + " networks lends none");
        }
        this.capacity = capacity;
        this.factory = factory;
        this.current = new Version(Objects.requireNonNull(parameters, "parameters"), 1);
        this.permits = new Semaphore(size, true);
        for (int i = 0; i < size; i++) {
            leases.add(new Lease<>(this));
        }
    }

    /** The most networks that are lent at once. */
    public int size() {
        return leases.size();
    }

    /** The parameters that the next lease has. */
    public Parameters parameters() {
        return current.parameters;
    }

    /** The version of {@link #parameters()}: 1 at first, one more after each swap. */
    public long version() {
        return current.number;
    }

    /**
     * Borrows a network, waiting for one as long as it takes. A thread that holds a lease and borrows another may wait for itself.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the pool is closed
     */
    public Lease<N> borrow() throws InterruptedException {
        permits.acquire();
        return lend();
    }

    /**
     * Borrows a network, waiting for one no longer than a limit.
     *
     * @throws TimeoutException if none was free in time
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the pool is closed
     */
    public Lease<N> borrow(Duration limit) throws InterruptedException, TimeoutException {
        if (!permits.tryAcquire(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("no network was free within " + limit + "; the pool has " + size());
        }
        return lend();
    }

    /**
     * Borrows a network for a task, and takes it back when that is done or has failed.
     *
     * @param task must not keep the network
     * @throws InterruptedException if the thread is interrupted while it waits for the network
     * @throws IllegalStateException if the pool is closed
     */
    public <R> R use(Function<? super N, ? extends R> task) throws InterruptedException {
        try (Lease<N> lease = borrow()) {
            return task.apply(lease.network());
        }
    }

    /** Lends a network to this thread, which has acquired a permit. */
    private Lease<N> lend() {
        boolean lent = false;
        try {
            Lease<N> lease = claim();
            try {
                lease.held.setPlain(held(lease));
                lent = true;
                return lease;
            } finally {
                if (!lent) {
                    lease.owner.set(null);
                }
            }
        } finally {
            if (!lent) {
                permits.release();
            }
        }
    }

    /** Claims the first free lease. There is one for each permit, but another thread can claim it first; then the search continues. */
    private Lease<N> claim() {
        Thread me = Thread.currentThread();
        while (true) {
            requireOpen();
            for (int i = 0; i < leases.size(); i++) { // an iterator would be an object
                Lease<N> lease = leases.get(i);
                if (lease.owner.get() == null && lease.owner.compareAndSet(null, me)) {
                    return lease;
                }
            }
            Thread.onSpinWait();
        }
    }

    @SuppressWarnings("ReferenceEquality") // versions are told apart by identity
    private Held<N> held(Lease<N> lease) {
        Held<N> idle = lease.idle.getAndSet(null);
        Version version = current;
        return idle != null && idle.version == version ? idle : new Held<>(made(version.parameters), version);
    }

    private N made(Parameters parameters) {
        N network = factory.create(parameters, capacity);
        if (network == null || network.parameters() != parameters) {
            throw new IllegalStateException(
                    "the factory of this pool has to make a network of the parameters that it is"
                            + " given, or versions would be mixed");
        }
        return network;
    }

    private void giveBack(Lease<N> lease, Held<N> held) {
        try {
            reset(held.network);
            lease.idle.set(held);
            if (isStale(held)) { // checked once it is idle again: a swap before that has not seen it there
                lease.idle.set(null);
            }
        } finally {
            lease.owner.set(null);
            permits.release();
        }
    }

    @SuppressWarnings("ReferenceEquality") // versions are told apart by identity
    private boolean isStale(Held<N> held) {
        return closed || held.version != current;
    }

    /** Resets what one borrower has set, so that it does not reach the next. */
    private static void reset(Network network) {
        if (network instanceof SequenceNetwork sequences) {
            sequences.length(sequences.steps());
        }
        if (network instanceof Recurrent recurrent) {
            Arrays.fill(recurrent.initialState(), 0);
        }
    }

    /**
     * Replaces the parameters. A lease that is borrowed after this method has returned has the new ones; those that are out keep their version
     * until they are given back, when its networks are dropped.
     *
     * @param next parameters of the same generated class, which nobody writes to from now on
     * @return the version that they are
     * @throws IllegalArgumentException if they belong to another model, were trained on other columns or on columns in another order, or are the
     *     very object that networks read now
     * @throws IllegalStateException if the pool is closed
     */
    public synchronized long swap(Parameters next) {
        requireOpen();
        if (next == current.parameters) {
            throw new IllegalArgumentException("these are the parameters that networks read now: read the next weights"
                    + " into others, from newParameters");
        }
        current.parameters.requireSameModel(next);
        Version version = new Version(next, current.number + 1);
        current = version;
        dropIdle();
        return version.number;
    }

    private void dropIdle() {
        for (Lease<N> lease : leases) {
            Held<N> idle = lease.idle.get();
            if (idle != null && isStale(idle)) {
                lease.idle.compareAndSet(idle, null);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the pool of " + current.parameters.model() + " is closed");
        }
    }

    /**
     * Lends no more networks: threads that wait for one get an {@link IllegalStateException}. Leases that are out remain valid until they
     * are given back.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            dropIdle();
            permits.release(EVERYONE);
        }
    }

    /**
     * A network that one thread has for itself until it gives it back. The object is lent again after that, so it must not be kept.
     *
     * @param <N> the type of the network
     */
    public static final class Lease<N extends Network> implements AutoCloseable {

        private final NetworkPool<N> pool;
        private final AtomicReference<Thread> owner = new AtomicReference<>();
        private final AtomicReference<Held<N>> idle = new AtomicReference<>();
        private final AtomicReference<Held<N>> held = new AtomicReference<>();

        private Lease(NetworkPool<N> pool) {
            this.pool = pool;
        }

        /** The network; for this thread, and not beyond {@link #close()}. */
        public N network() {
            return mine().network;
        }

        /** The version of the parameters that the network reads. */
        public long version() {
            return mine().version.number;
        }

        /** The parameters that the network reads. */
        public Parameters parameters() {
            return mine().version.parameters;
        }

        private Held<N> mine() {
            if (owner.get() != Thread.currentThread()) {
                throw new IllegalStateException("this lease has been given back, or another thread has borrowed it");
            }
            return held.getPlain();
        }

        /**
         * Gives the network back, also one whose call has failed. Does nothing if it has been given back.
         *
         * @throws IllegalStateException if another thread has it
         */
        @Override
        public void close() {
            if (owner.get() != null) {
                Held<N> done = mine();
                held.setPlain(null); // else the memory of an old version would stay until the next lease
                pool.giveBack(this, done);
            }
        }
    }
}
