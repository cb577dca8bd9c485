package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training survives the loss of an executor, with the bits of a run that lost none. */
final class KilledWorkerIT {
    private static final int SAMPLES = 1600;
    private static final int EPOCHS = 8; // 400 steps

    @TempDir
    private Path folder;

    @Test
    void aKilledExecutorChangesNoBit() throws Exception {
        Path checkpoints = folder.resolve("checkpoints");
        try (LocalCluster cluster = LocalCluster.of(2, 1)) {
            LaminaClassifier digits = new LaminaClassifier()
                    .setModelFile(Models.file(folder, Models.DIGITS))
                    .setIdCol("id")
                    .setWorkers(2)
                    .setEpochs(EPOCHS)
                    .setCheckpointEvery(20);
            String undisturbed =
                    Sha.of(digits.fit(Digits.mixed(cluster.session, SAMPLES, 1)).weights());
            long executor = cluster.executors().get(0);
            digits.setCheckpointDir(checkpoints.toUri().toString());
            CompletableFuture<Boolean> killer =
                    CompletableFuture.supplyAsync(() -> killAfter(checkpoints, 60, executor));
            LaminaTransformer disturbed = assertTimeoutPreemptively(
                    Duration.ofMinutes(2), () -> digits.fit(Digits.mixed(cluster.session, SAMPLES, 2)));
            assertTrue(killer.get(), "an executor was killed while the training ran");
            assertEquals(undisturbed, Sha.of(disturbed.weights()));
            assertEquals(
                    2,
                    new Checkpoints(new Configuration(), checkpoints.toString(), "")
                            .steps()
                            .size());
        }
    }

    /** Kills an executor when there is a checkpoint of this step or a later one; whether the training was not done by then. */
    private static boolean killAfter(Path checkpoints, long step, long executor) {
        Checkpoints folder = new Checkpoints(new Configuration(), checkpoints.toString(), "");
        while (folder.steps().stream().noneMatch(each -> each >= step)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return false;
            }
        }
        boolean running = folder.steps().get(0) < (long) EPOCHS * SAMPLES / 32;
        return ProcessHandle.of(executor).orElseThrow().destroyForcibly() && running;
    }

    @Test
    void aHalfWrittenCheckpointDoesNotCountAndOneOfAnotherRunIsRefused() throws Exception {
        String name = folder.toString();
        Checkpoints checkpoints = new Checkpoints(new Configuration(), name, "run a");
        checkpoints.write(10, new byte[] {1, 2, 3});
        checkpoints.write(20, new byte[] {4, 5, 6});
        Files.write(folder.resolve("step-0000000030.state"), new byte[] {7}); // without its complete file
        Files.write(folder.resolve("step-0000000040.state"), new byte[] {7});
        Files.writeString(folder.resolve("step-0000000040.complete"), "00\nrun a\n"); // another hash
        assertEquals(6, checkpoints.newest().orElseThrow()[2]);
        Checkpoints other = new Checkpoints(new Configuration(), name, "run b");
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, other::newest).getMessage());
        assertTrue(message.contains("are of another run (run a), and this run is (run b)"), message);
    }
}
