package dev.lamina.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curve of a run that was resumed. */
class LossHistoryTest {
    @TempDir
    private Path folder;

    private static LossHistory.Point point(int epoch, double loss) {
        return new LossHistory.Point(epoch, loss, OptionalDouble.of(loss / 2));
    }

    @Test
    void aPictureHoldsTheLossesThatItShows() throws IOException {
        LossHistory history = new LossHistory(List.of(point(1, 2.5), point(2, 1.25)));
        byte[] png = history.png("losses");
        assertNotNull(ImageIO.read(new ByteArrayInputStream(png)));
        Path file = Files.write(folder.resolve("curve.png"), png);
        assertEquals(history, LossHistory.before(file, Optional.empty()));
    }

    @Test
    void aResumedRunTakesThePlaceOfTheEpochsItRepeats() {
        LossHistory before = new LossHistory(List.of(point(1, 3), point(2, 2), point(3, 1.5)));
        LossHistory all = before.followedBy(new LossHistory(List.of(point(3, 1), point(4, 0.5))));
        assertEquals(List.of(point(1, 3), point(2, 2), point(3, 1), point(4, 0.5)), all.points());
        assertEquals("", all.beginning());
    }

    @Test
    void theLogComesFirstAndOtherFilesAreNoHistory() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "{\"epoch\":1,\"step\":3,\"loss\":0.5}\n");
        Path other = Files.writeString(folder.resolve("curve.png"), "no picture");
        assertEquals(
                List.of(new LossHistory.Point(1, 0.5, OptionalDouble.empty())),
                LossHistory.before(other, Optional.of(log)).points());
        LossHistory none = LossHistory.before(other, Optional.empty());
        assertEquals(List.of(), none.points());
        String told = none.followedBy(new LossHistory(List.of(point(4, 1)))).beginning();
        assertTrue(told.contains("from epoch 4"), told);
    }
}
