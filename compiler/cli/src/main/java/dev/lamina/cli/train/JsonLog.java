package dev.lamina.cli.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.cli.console.OutputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Appends a line of JSON to a file after each epoch; the file never holds part of a line. */
public final class JsonLog implements TrainingView {

    private final Path file;
    private final FileChannel lines;
    private Optional<UncheckedIOException> failure = Optional.empty();

    /** Begins a new file, or appends to an old one. */
    public JsonLog(Path file, boolean goesOn) throws IOException {
        this.file = file;
        OpenOption what = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        lines = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, what);
    }

    /**
     * Takes the lines of epochs after a step out of a log, and the beginning of a line that a killed run has left: the run goes on after that
     * step and writes these lines again. Lines that are no records of epochs stay.
     *
     * @return how many lines were taken out
     */
    public static int rewind(Path file, long step) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        String text = Files.readString(file);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        List<String> kept = lines.stream().filter(line -> stepOf(line) <= step).toList();
        String left = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
        if (!left.equals(text)) {
            OutputFile.write(file, left);
        }
        return lines.size() - kept.size();
    }

    private static long stepOf(String line) {
        try {
            return JsonParser.parseString(line).getAsJsonObject().get("step").getAsLong();
        } catch (RuntimeException noRecord) { // not JSON, no object, no step, no number
            return 0;
        }
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
        add(line, "loss", report.loss());
        line.addProperty("rate", report.steps().rate());
        add(line, "gradientNorm", report.steps().meanNorm());
        add(line, "largestGradientNorm", report.steps().largestNorm());
        add(line, "accuracy", report.accuracy());
        JsonObject outputs = new JsonObject();
        report.outputs().forEach(output -> add(of(output.output(), outputs), "accuracy", output.accuracy()));
        report.test()
                .ifPresent(score ->
                        score.outputs().forEach(output -> addScore(of(output.output(), outputs), output.score())));
        if (outputs.size() > 0) {
            line.add("outputs", outputs);
        }
        report.test().ifPresent(score -> {
            addScore(line, score);
            if (report.best() > 0) {
                line.addProperty("best", report.best());
            }
        });
        add(line, "seconds", report.seconds());
        add(line, "samplesPerSecond", report.samplesPerSecond());
        write(line + "\n");
    }

    /** The figures of an output. */
    private static JsonObject of(String output, JsonObject outputs) {
        if (!outputs.has(output)) {
            outputs.add(output, new JsonObject());
        }
        return outputs.getAsJsonObject(output);
    }

    private static void addScore(JsonObject figures, Score score) {
        add(figures, "testLoss", score.loss());
        add(figures, "testAccuracy", score.accuracy());
        add(figures, "testMeanF1", score.meanF1());
        add(figures, "testRootMeanSquaredError", score.rootMeanSquaredError());
        add(figures, "testMeanAbsoluteError", score.meanAbsoluteError());
        add(figures, "testDetermination", score.determination());
    }

    /** Adds a figure that the model has and that is finite: JSON has neither NaN nor infinity. */
    private static void add(JsonObject figures, String name, @Nullable Double figure) {
        if (figure != null && Double.isFinite(figure)) {
            figures.addProperty(name, figure);
        }
    }

    /** Writes a line. After a failure no other lines are written: nobody would see that one is missing in between. */
    private void write(String line) {
        if (failure.isEmpty()) {
            failure = attempt(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
        failure.ifPresent(reason -> {
            throw reason;
        });
    }

    private Optional<UncheckedIOException> attempt(ByteBuffer line) {
        try {
            boolean regular = Files.isRegularFile(file);
            long whole = regular ? lines.size() : 0;
            try {
                while (line.hasRemaining()) {
                    lines.write(line);
                }
            } finally {
                if (regular && line.hasRemaining()) {
                    lines.truncate(whole);
                }
            }
            return Optional.empty();
        } catch (IOException reason) {
            return Optional.of(
                    new UncheckedIOException(new FileSystemException(file.toString(), null, reason.getMessage())));
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException reason) {
            throw new UncheckedIOException(reason);
        }
    }
}
