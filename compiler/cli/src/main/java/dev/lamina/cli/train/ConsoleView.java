package dev.lamina.cli.train;

import dev.lamina.cli.console.TerminalOutput;
import dev.lamina.cli.console.Text;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** Prints a line for each epoch of a run, and a progress bar if there is a terminal. */
public final class ConsoleView implements TrainingView {

    /** The interval of the progress bar: short enough to move, long enough to cost nothing. */
    private static final long BAR_NANOS = 100_000_000L;

    /** The interval of progress lines if there is no terminal. */
    private static final long LINE_NANOS = 30_000_000_000L;

    private static final String ERASE = "\r\u001b[K";

    private final PrintStream lines;
    private final PrintStream bar;
    private final boolean terminal;
    private final int columns;
    private final LongSupplier nanoTime;
    private boolean bits;
    private boolean rates;
    private OptionalDouble baseline = OptionalDouble.empty();
    private long lastShown;

    /**
     * Prepares a view.
     *
     * @param lines receives the lines
     * @param bar receives the progress bar
     */
    public ConsoleView(PrintStream lines, PrintStream bar, boolean terminal, int columns, LongSupplier nanoTime) {
        this.lines = lines;
        this.bar = bar;
        this.terminal = terminal;
        this.columns = columns;
        this.nanoTime = nanoTime;
        lastShown = nanoTime.getAsLong();
    }

    /** Prints losses in bits per character, and those of a baseline next to them. */
    public ConsoleView inBits(OptionalDouble baselineBits) {
        bits = true;
        baseline = baselineBits;
        return this;
    }

    /** Prints the learning rate of each epoch, because it changes. */
    public ConsoleView withRates() {
        rates = true;
        return this;
    }

    @Override
    public void step(Progress progress) {
        long now = nanoTime.getAsLong();
        if (now - lastShown < (terminal ? BAR_NANOS : LINE_NANOS)) {
            return;
        }
        lastShown = now;
        if (terminal) {
            TerminalOutput.printStyled(bar, ERASE + ProgressBar.line(progress, columns));
        } else {
            lines.println(ProgressBar.line(progress, columns));
        }
    }

    @Override
    public void epoch(EpochReport report) {
        close();
        lines.println(line(report));
        lines.flush();
        lastShown = nanoTime.getAsLong();
    }

    @Override
    public void close() {
        if (terminal) {
            TerminalOutput.printStyled(bar, ERASE);
        }
    }

    private String line(EpochReport report) {
        int width = Integer.toString(report.epochs()).length();
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "epoch %" + width + "d/%d", report.epoch(), report.epochs()));
        if (bits) {
            return line.append(bits(report)).toString();
        }
        boolean classes = !Double.isNaN(report.accuracy());
        line.append("  loss " + loss(report.loss()));
        if (classes) {
            line.append("  accuracy " + Text.percentColumn(report.accuracy()));
        }
        report.outputs()
                .forEach(output -> line.append("  " + output.output() + " " + Text.percentColumn(output.accuracy())));
        report.test().ifPresent(score -> {
            line.append("  test " + loss(score.loss()));
            score.outputs().forEach(output -> line.append("  " + output(output)));
            if (classes) {
                line.append("  " + Text.percentColumn(score.accuracy()));
            }
        });
        return line.append(steps(report.steps()))
                .append(String.format(Locale.ROOT, "  %,7.0f/s", report.samplesPerSecond()))
                .toString();
    }

    /** The mean norm of the gradients, and the learning rate if it changes. */
    private String steps(StepFigures steps) {
        String norm = String.format(Locale.ROOT, "%.3g", steps.meanNorm());
        return String.format(Locale.ROOT, "  gradient %6s", norm)
                + (rates ? String.format(Locale.ROOT, "  rate %.3g", steps.rate()) : "");
    }

    /** The accuracy of an output with labels, the loss of another. */
    private static String output(OutputScore output) {
        return output.output()
                + (output.labelled()
                        ? " " + Text.percentColumn(output.score().accuracy())
                        : " " + loss(output.score().loss()));
    }

    /** A loss with four decimals, or with an exponent if it is large. */
    static String loss(double loss) {
        boolean plain = Math.abs(loss) < 1e5;
        return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", loss);
    }

    private String bits(EpochReport report) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "  bits per character %.3f", report.loss() / StrictMath.log(2)));
        report.test().ifPresent(score -> line.append(String.format(Locale.ROOT, "  held out %.3f", score.bits())));
        baseline.ifPresent(other -> line.append(
                String.format(Locale.ROOT, "  (order-%d frequencies %.3f)", CharacterFrequencies.ORDER, other)));
        return line.append(steps(report.steps()))
                .append(String.format(Locale.ROOT, "  %,.0f windows/s", report.samplesPerSecond()))
                .toString();
    }
}
