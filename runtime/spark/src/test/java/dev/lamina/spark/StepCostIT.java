package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.ShardTree;
import dev.lamina.runtime.ShardedTraining;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the exchange of gradients costs, and that it adds as one process does. */
final class StepCostIT {
    private static final byte[] SECRET = new byte[32];

    @Test
    void aStepOfFiftyThousandParametersOnTwoWorkersTakesAtMostFiveMilliseconds() throws Exception {
        int floats = 50_000;
        int steps = 400;
        long[] nanos = new long[steps];
        long[] sent = new long[2];
        together(2, (rank, peers) -> {
            try (Exchange exchange = new Exchange(peers, 8, floats)) {
                float[][] gradients = gradients(8, rank * 4, rank * 4 + 4, floats);
                float[] losses = new float[8];
                for (int step = 0; step < steps; step++) {
                    long start = System.nanoTime();
                    exchange.sum(gradients, losses);
                    if (rank == 0) {
                        nanos[step] = System.nanoTime() - start;
                    }
                }
                sent[rank] = peers.sentBytes();
            }
            return null;
        });
        Arrays.sort(nanos);
        System.out.printf("exchange of 50,000 floats, 2 workers: median %.2f ms%n", nanos[steps / 2] / 1e6);
        assertTrue(nanos[steps / 2] <= 5_000_000, nanos[steps / 2] + " ns");
        // One sum each: a slice to the other worker, the result back, and a loss.
        assertEquals((4L * (floats / 2 + floats / 2) + 4) * steps, sent[0]);
    }

    @ParameterizedTest
    @CsvSource({"8, 2", "8, 3", "8, 4", "7, 3", "12, 4", "5, 5", "6, 1"})
    void anyNumberOfWorkersAddsAsOneProcess(int shards, int workers) throws Exception {
        int floats = 1_003;
        float[][] alone = gradients(shards, 0, shards, floats);
        ShardTree.within(shards, 0, shards, (into, from) -> ShardedTraining.add(alone[into], alone[from], 0, floats));
        int[] bounds = ShardTree.bounds(shards, workers);
        float[][] totals = new float[workers][];
        float[] losses = new float[workers];
        together(workers, (rank, peers) -> {
            try (Exchange exchange = new Exchange(peers, shards, floats)) {
                int first = bounds[rank];
                int end = bounds[rank + 1];
                float[][] own = gradients(shards, first, end, floats);
                float[] ownLosses = new float[shards];
                for (int shard = first; shard < end; shard++) {
                    ownLosses[shard] = shard + 1;
                }
                ShardTree.within(shards, first, end, (into, from) -> {
                    ShardedTraining.add(own[into], own[from], 0, floats);
                    ownLosses[into] += ownLosses[from];
                });
                exchange.sum(own, ownLosses);
                totals[rank] = own[first];
                losses[rank] = ownLosses[first];
            }
            return null;
        });
        for (int worker = 0; worker < workers; worker++) {
            assertArrayEquals(alone[0], totals[worker], "worker " + worker);
            assertEquals(shards * (shards + 1) / 2f, losses[worker]);
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsHungUpOn() throws Exception {
        try (Peers first = new Peers(0, "127.0.0.1", SECRET, 3);
                Peers second = new Peers(1, "127.0.0.1", SECRET, 3);
                Peers stranger = new Peers(1, "127.0.0.1", new byte[] {1}, 3)) {
            List<InetSocketAddress> addresses = List.of(address(first), address(second));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Future<?> waiting = threads.submit(() -> {
                first.connect(addresses);
                return null;
            });
            try (Socket noise = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
                noise.getOutputStream()
                        .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThrows(IOException.class, () -> stranger.connect(addresses));
                second.connect(addresses);
                waiting.get();
            }
            threads.shutdownNow();
        }
    }

    @Test
    void aWorkerThatIsGoneEndsTheStepOfTheOthers() throws Exception {
        assertThrows(
                Exception.class,
                () -> together(2, (rank, peers) -> {
                    if (rank == 1) {
                        peers.close();
                        return null;
                    }
                    try (Exchange exchange = new Exchange(peers, 2, 10)) {
                        exchange.sum(gradients(2, 0, 1, 10), new float[2]);
                    }
                    return null;
                }));
    }

    private static float[][] gradients(int shards, int first, int end, int floats) {
        float[][] gradients = new float[shards][];
        for (int shard = first; shard < end; shard++) {
            Random random = new Random(shard);
            gradients[shard] = new float[floats];
            for (int i = 0; i < floats; i++) {
                gradients[shard][i] = (float) random.nextGaussian();
            }
        }
        return gradients;
    }

    private interface Work {
        Void of(int rank, Peers peers) throws Exception;
    }

    /** Connects workers in this process, and runs something in each. */
    private static void together(int workers, Work work) throws Exception {
        List<Peers> all = new ArrayList<>();
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            all.add(new Peers(rank, "127.0.0.1", SECRET, 5));
            addresses.add(address(all.get(rank)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            int own = rank;
            tasks.add(() -> {
                all.get(own).connect(addresses);
                return work.of(own, all.get(own));
            });
        }
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
            all.forEach(Peers::close);
        }
    }

    private static InetSocketAddress address(Peers peers) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port());
    }
}
