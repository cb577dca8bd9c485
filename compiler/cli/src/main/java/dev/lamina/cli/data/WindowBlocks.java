package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes windows of the rows of a series: each row that has enough rows before it gives one to predict, with that row's copied values. */
final class WindowBlocks implements BlockSink {

    private final SampleSpec window;
    private final int width;
    private final BlockSink to;
    private final NetworkInput history;
    private final NetworkInput filled;
    private final Optional<MeanFill> fill;
    private int known;
    private int keptValues;

    /** @param request what the model needs in each window, and what replaces inputs without a value in one */
    WindowBlocks(InputRequest request, int rows, BlockSink to) {
        window = request.expected();
        fill = request.fill();
        this.to = to;
        width = window.inputs() / rows;
        history = (window.wantsTokens() ? NetworkInput.of(new int[0]) : NetworkInput.of(new float[0]))
                .zeros(window.inputs());
        filled = history.zeros(window.inputs());
    }

    @Override
    public void begin(List<String> kept) throws IOException {
        keptValues = kept.size();
        to.begin(kept);
    }

    @Override
    public void accept(InputBlock rows, boolean waiting) throws IOException {
        InputBlock windows = new InputBlock(window, rows.count(), keptValues);
        for (int row = 0; row < rows.count(); row++) {
            add(rows, row);
            if (known == window.inputs()) {
                for (int i = 0; i < keptValues; i++) {
                    windows.keep(i, rows.kept(row, i));
                }
                history.copy(0, filled, 0, window.inputs());
                fill.ifPresent(mean -> mean.apply(filled.floats(), 0, window.inputs()));
                windows.fill(filled);
            }
        }
        if (windows.count() > 0) {
            to.accept(windows, waiting);
        }
    }

    /** Puts a row behind those before it; the first of a whole window leaves. */
    private void add(InputBlock rows, int row) {
        if (known == window.inputs()) {
            history.copy(width, history, 0, known - width);
            known -= width;
        }
        rows.inputs().copy(row * width, history, known, width);
        known += width;
    }

    /** How many rows have no window, because there are too few before them, if there was no window at all; else 0. */
    int rowsWithoutAny() {
        return known == window.inputs() ? 0 : known / width;
    }
}
