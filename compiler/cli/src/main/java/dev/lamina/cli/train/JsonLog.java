package dev.lamina.cli.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a line of JSON for each epoch as it ends, for those who watch with other tools. */
public final class JsonLog implements TrainingView {

    private final PrintWriter lines;

    /** Begins a new file, or goes on with the one that is there. */
    public JsonLog(Path file, boolean goesOn) throws IOException {
        OpenOption what = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        lines = new PrintWriter(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE, what));
    }

    @Override
    public void step(Progress progress) {
        // An epoch is what people compare; steps would make the file larger than the weights.
    }

    @Override
    public void epoch(EpochReport report) {
        JsonObject line = new JsonObject();
        line.addProperty("epoch", report.epoch());
        line.addProperty("step", report.step());
        line.addProperty("loss", report.loss());
        boolean classes = !Double.isNaN(report.accuracy());
        if (classes) {
            line.addProperty("accuracy", report.accuracy());
        }
        report.test().ifPresent(score -> {
            if (Double.isFinite(score.loss())) { // JSON has no NaN
                line.addProperty("testLoss", score.loss());
            }
            if (classes) {
                line.addProperty("testAccuracy", score.accuracy());
            }
            if (report.best() > 0) {
                line.addProperty("best", report.best());
            }
        });
        line.addProperty("seconds", report.seconds());
        line.addProperty("samplesPerSecond", report.samplesPerSecond());
        lines.println(line);
        lines.flush();
    }

    @Override
    public void close() {
        lines.close();
    }
}
