package dev.lamina.cli.report;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.TerminalOutput;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.ReadingView;
import dev.lamina.compiler.source.Printable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A progress bar for reading a large file. */
public final class ReadingBar implements ReadingView, AutoCloseable {

    /** A file that is read sooner needs no bar. */
    private static final double QUIET_SECONDS = 0.5;

    private static final long BAR_NANOS = 100_000_000L;
    private static final String ERASE = "\r\u001b[K";

    private final Console console;
    private final String file;
    private final LongSupplier nanoTime;
    private final long started;
    private long lastShown;
    private boolean shown;

    public ReadingBar(Console console, Path file, LongSupplier nanoTime) {
        this.console = console;
        this.file = Printable.line(file.getFileName());
        this.nanoTime = nanoTime;
        started = nanoTime.getAsLong();
        lastShown = started;
    }

    @Override
    public void read(long done, long all) {
        long now = nanoTime.getAsLong();
        double seconds = (now - started) / 1e9;
        if (!console.cursor() || now - lastShown < BAR_NANOS || seconds < QUIET_SECONDS) {
            return;
        }
        lastShown = now;
        shown = true;
        TerminalOutput.printStyled(console.err(), ERASE + line(done, all, seconds));
    }

    private String line(long done, long all, double seconds) {
        double share = Math.min(1, (double) done / Math.max(1, all));
        String line = String.format(
                Locale.ROOT,
                "reading %s  %.0f %%  %.0f MB/s  %s left",
                file,
                100 * share,
                done / seconds / 1e6,
                Text.duration(seconds * (1 - share) / Math.max(share, 1e-9)));
        return line.substring(0, Math.min(line.length(), console.columns() - 1));
    }

    /** Removes the bar, so that other lines can be printed. */
    public void clear() {
        if (shown) {
            shown = false;
            TerminalOutput.printStyled(console.err(), ERASE);
        }
    }

    @Override
    public void close() {
        clear();
    }
}
