package dev.lamina.cli.graph;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/** The figures of each epoch that {@code lamina train --log} wrote; NaN where one is missing. */
public record TrainingLog(
        List<Integer> epochs,
        List<Double> loss,
        List<Double> testLoss,
        List<Double> accuracy,
        List<Double> testAccuracy) {

    /** Reads lines of JSON; an {@link IllegalArgumentException} names the line that cannot be read. */
    public static TrainingLog of(List<String> lines) {
        TrainingLog log = new TrainingLog(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                log.add(i + 1, lines.get(i));
            }
        }
        if (log.epochs.isEmpty()) {
            throw new IllegalArgumentException("there is no epoch in it");
        }
        return log;
    }

    private void add(int number, String text) {
        try {
            JsonObject line = JsonParser.parseString(text).getAsJsonObject();
            epochs.add((int) figure(line, "epoch"));
            loss.add(figure(line, "loss"));
            testLoss.add(figure(line, "testLoss"));
            accuracy.add(figure(line, "accuracy"));
            testAccuracy.add(figure(line, "testAccuracy"));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException wrong) {
            throw new IllegalArgumentException("line " + number + " is not what lamina train --log writes", wrong);
        }
    }

    private static double figure(JsonObject line, String name) {
        JsonElement figure = line.get(name);
        if (figure == null && name.equals("epoch")) {
            throw new IllegalStateException(name);
        }
        return figure == null ? Double.NaN : figure.getAsDouble();
    }

    static boolean has(List<Double> figures) {
        return figures.stream().anyMatch(figure -> !figure.isNaN());
    }
}
