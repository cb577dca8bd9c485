package dev.lamina.cli.train;

import java.util.List;

/** Several views of one run. */
public record CompositeView(List<TrainingView> all) implements TrainingView {

    @Override
    public void step(Progress progress) {
        all.forEach(view -> view.step(progress));
    }

    @Override
    public void epoch(EpochReport report) {
        all.forEach(view -> view.epoch(report));
    }

    @Override
    public void close() {
        all.forEach(TrainingView::close);
    }
}
