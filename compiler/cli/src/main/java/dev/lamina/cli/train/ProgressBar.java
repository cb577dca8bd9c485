package dev.lamina.cli.train;

import java.util.Locale;

/** The progress bar of a training run, as text. */
final class ProgressBar {

    private ProgressBar() {}

    /** The line, at most {@code columns - 1} characters, so that a terminal does not wrap it. */
    static String line(Progress progress, int columns) {
        String figures = figures(progress);
        String head = String.format(Locale.ROOT, "epoch %d/%d ", progress.epoch(), progress.epochs());
        int room = columns - 1 - head.length() - figures.length();
        if (room < 8) {
            return (head + figures).substring(0, Math.min(columns - 1, head.length() + figures.length()));
        }
        int width = Math.min(40, room - 3);
        int done = (int) (progress.share() * width);
        String tip = done < width ? ">" : "";
        return head + "[" + "=".repeat(done) + tip + " ".repeat(width - done - tip.length()) + "] " + figures;
    }

    private static String figures(Progress progress) {
        StringBuilder figures = new StringBuilder("loss " + ConsoleView.loss(progress.loss()));
        if (!Double.isNaN(progress.accuracy())) {
            figures.append(String.format(Locale.ROOT, "  %.1f %%", 100 * progress.accuracy()));
        }
        long left = Math.round(progress.secondsLeft());
        figures.append(String.format(
                Locale.ROOT, "  %,.0f/s  %d:%02d left", progress.samplesPerSecond(), left / 60, left % 60));
        return figures.toString();
    }
}
