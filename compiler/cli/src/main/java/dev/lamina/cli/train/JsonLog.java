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
        List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        List<String> kept =
                lines.stream().filter(line -> stepOf(line) <= step).toList();
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
        line.addProperty("loss", report.loss());
        line.addProperty("rate", report.steps().rate());
        if (Double.isFinite(report.steps().meanNorm())) { // JSON has no NaN
            line.addProperty("gradientNorm", report.steps().meanNorm());
            line.addProperty("largestGradientNorm", report.steps().largestNorm());
        }
        boolean classes = !Double.isNaN(report.accuracy());
        if (classes) {
            line.addProperty("accuracy", report.accuracy());
        }
        JsonObject outputs = new JsonObject();
        report.outputs().forEach(output -> of(output.output(), outputs).addProperty("accuracy", output.accuracy()));
        report.test()
                .ifPresent(score -> score.outputs().forEach(output -> addScore(of(output.output(), outputs), output)));
        if (outputs.size() > 0) {
            line.add("outputs", outputs);
        }
        report.test().ifPresent(score -> {
            if (Double.isFinite(score.loss())) { // JSON has no NaN
                line.addProperty("testLoss", score.loss());
            }
            if (classes) {
                line.addProperty("testAccuracy", score.accuracy());
            }
            Double error = score.rootMeanSquaredError();
            if (error != null && Double.isFinite(error)) {
                line.addProperty("testRootMeanSquaredError", error);
            }
            if (report.best() > 0) {
                line.addProperty("best", report.best());
            }
        });
        line.addProperty("seconds", report.seconds());
        line.addProperty("samplesPerSecond", report.samplesPerSecond());
        write(line + "\n");
    }

    /** The figures of an output. */
    private static JsonObject of(String output, JsonObject outputs) {
        if (!outputs.has(output)) {
            outputs.add(output, new JsonObject());
        }
        return outputs.getAsJsonObject(output);
    }

    private static void addScore(JsonObject figures, OutputScore output) {
        if (Double.isFinite(output.score().loss())) { // JSON has no NaN
            figures.addProperty("testLoss", output.score().loss());
        }
        if (output.labelled()) {
            figures.addProperty("testAccuracy", output.score().accuracy());
        }
        Double error = output.score().rootMeanSquaredError();
        if (error != null && Double.isFinite(error)) {
            figures.addProperty("testRootMeanSquaredError", error);
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
