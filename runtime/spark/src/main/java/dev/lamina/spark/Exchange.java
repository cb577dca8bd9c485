package dev.lamina.spark;

import dev.lamina.runtime.ShardTree;
import dev.lamina.runtime.ShardedTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Adds gradients over the workers of a training. Each worker owns a slice of the floats: it gets that slice of the sums of all others, adds in
 * the order of {@link ShardTree}, and sends the result to all (reduce-scatter, then all-gather). So a worker sends
 * {@code 4 P (s (W - 1) + W - 1) / W} bytes a step for P floats, W workers and s sums of its own: about {@code 8 P} if each worker's shards make
 * one sum, however many workers there are.
 */
final class Exchange implements ShardedTraining.Exchange, AutoCloseable {
    private final Peers peers;
    private final int shards;
    private final int[] bounds;
    private final int rank;
    private final int workers;
    private final int[] slices;
    private final float[][] received;
    private final float[] allLosses;
    private final int[] offsets;
    private final ExecutorService sending;

    /** The exchange of one worker of {@code peers}, whose gradients have {@code floats} floats. */
    Exchange(Peers peers, int shards, int floats) {
        this.peers = peers;
        this.shards = shards;
        this.rank = peers.rank();
        this.workers = peers.workers();
        this.bounds = ShardTree.bounds(shards, workers);
        this.slices = ShardTree.bounds(floats, workers);
        this.received = new float[shards][];
        this.offsets = new int[shards];
        this.allLosses = new float[shards];
        this.sending = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "lamina-send");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void sum(float[][] gradients, float[] losses) {
        if (workers == 1) {
            return;
        }
        int first = bounds[rank];
        System.arraycopy(losses, first, allLosses, first, bounds[rank + 1] - first);
        round(peer -> sendSums(peer, gradients, losses), this::receiveSums);
        addSlice(gradients);
        float[] total = gradients[first];
        int from = slices[rank];
        int length = slices[rank + 1] - from;
        System.arraycopy(received[0], from - offsets[0], total, from, length);
        round(
                peer -> peers.sendFloats(peer, total, from, length),
                peer -> peers.receiveFloats(peer, total, slices[peer], slices[peer + 1] - slices[peer]));
        ShardTree.across(shards, bounds, (into, other) -> allLosses[into] += allLosses[other]);
        losses[first] = allLosses[0];
    }

    private void sendSums(int peer, float[][] gradients, float[] losses) throws IOException {
        for (int place : ShardTree.sums(shards, bounds[rank], bounds[rank + 1])) {
            peers.sendFloats(peer, gradients[place], slices[peer], slices[peer + 1] - slices[peer]);
            peers.sendFloats(peer, losses, place, 1);
        }
    }

    private void receiveSums(int peer) throws IOException {
        int length = slices[rank + 1] - slices[rank];
        for (int place : ShardTree.sums(shards, bounds[peer], bounds[peer + 1])) {
            if (received[place] == null || received[place].length != length) {
                received[place] = new float[length];
            }
            offsets[place] = slices[rank];
            peers.receiveFloats(peer, received[place], 0, length);
            peers.receiveFloats(peer, allLosses, place, 1);
        }
    }

    /** Adds this worker's slice: its own sums where they are, those of the others where they were received. */
    private void addSlice(float[][] gradients) {
        for (int place : ShardTree.sums(shards, bounds[rank], bounds[rank + 1])) {
            received[place] = gradients[place];
            offsets[place] = 0;
        }
        int from = slices[rank];
        int end = slices[rank + 1];
        ShardTree.across(shards, bounds, (into, other) -> {
            float[] sum = received[into];
            float[] more = received[other];
            int sumAt = -offsets[into];
            int moreAt = -offsets[other];
            for (int i = from; i < end; i++) {
                sum[sumAt + i] += more[moreAt + i];
            }
        });
    }

    @FunctionalInterface
    private interface Message {
        void with(int peer) throws IOException;
    }

    /** Sends to all peers on one thread and receives from all on this one. In round r all send to the r-th next, so nobody waits in a circle. */
    private void round(Message send, Message receive) {
        Future<?> sent = sending.submit(() -> {
            for (int distance = 1; distance < workers; distance++) {
                int peer = (rank + distance) % workers;
                send.with(peer);
                peers.flush(peer);
            }
            return null;
        });
        try {
            for (int distance = 1; distance < workers; distance++) {
                receive.with((rank + workers - distance) % workers);
            }
            sent.get();
        } catch (IOException e) {
            throw new UncheckedIOException("another worker is gone: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("another worker is gone: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the task was stopped", e);
        }
    }

    @Override
    public String toString() {
        return "exchange of worker " + rank + " of " + workers + ", shards " + Arrays.toString(bounds);
    }

    @Override
    public void close() {
        sending.shutdownNow();
        peers.close();
    }
}
