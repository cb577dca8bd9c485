package dev.lamina.compiler.loop;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Replaces the contractions and lanes of one kernel by loops. */
final class LoopSchedule extends Rewrite {
    private final TileRules rules;
    private final ContractionLoops contractions;

    LoopSchedule(String kernel, TileRules rules) {
        this.rules = rules;
        this.contractions = new ContractionLoops(kernel, rules);
    }

    /** The floats of {@link Buffer#ROWS} that the loops so far work on. */
    int rowFloats() {
        return contractions.rowFloats();
    }

    @Override
    Statement contraction(Statement.Contraction contraction) {
        return statement(contractions.of(contraction));
    }

    @Override
    Statement loop(Statement.Loop loop) {
        Statement.Lanes merged = LaneMerge.merge(loop);
        return merged == null ? super.loop(loop) : lanes(merged);
    }

    @Override
    Statement lanes(Statement.Lanes lanes) {
        Optional<Statement> ranges = rules.vectors() ? FunctionRanges.split(lanes) : Optional.empty();
        return ranges.isPresent() ? statement(ranges.get()) : loops(lanes);
    }

    private Statement loops(Statement.Lanes lanes) {
        LaneAxis axis = LaneAxis.of(lanes.index(), Set.of(), List.of(lanes.body()));
        if (!rules.vectors() || holdsLanes(lanes.body()) || !axis.vectorises()) {
            return Statement.loop(lanes.index(), lanes.extent(), statement(lanes.body()));
        }
        LaneRange range = LaneRange.of(lanes.extent(), lanes.padded(), true);
        return range.loop(
                lanes.index(),
                List.of(1),
                (columns, vector) -> vector ? axis.widening().statement(lanes.body()) : lanes.body());
    }

    private static boolean holdsLanes(Statement body) {
        boolean[] found = {false};
        new Walk() {
            @Override
            public void lanes(Statement.Lanes lanes) {
                found[0] = true;
            }

            @Override
            public void contraction(Statement.Contraction contraction) {
                found[0] = true;
            }
        }.statement(body);
        return found[0];
    }
}
