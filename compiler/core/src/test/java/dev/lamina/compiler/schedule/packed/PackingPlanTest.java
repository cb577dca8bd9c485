package dev.lamina.compiler.schedule.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ContractionAxes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes a row, and when rows are better than tiles. */
class PackingPlanTest {
    private static PackingPlan plan(Kernel kernel) {
        return Objects.requireNonNull(PackingPlan.of(ContractionAxes.simplify((Statement.Contraction) kernel.body())));
    }

    private static List<String> names(List<Statement.Range> ranges) {
        return ranges.stream().map(range -> range.index().name()).toList();
    }

    @Test
    void weightsOfAFullyConnectedLayerAreLaidOutForTheSamplesOfABatch() {
        PackingPlan plan = plan(Samples.fullyConnected(200, 32));
        assertEquals(Samples.WEIGHT, plan.operand().buffer());
        assertEquals(List.of("out"), names(plan.axes().along()));
        assertEquals(List.of("n"), names(plan.axes().reused()));
        assertTrue(plan.relativeTime(Schedule.USUAL_CALL) < PackOperands.WHERE_FASTER.below());
        int few = plan.worthFrom(PackOperands.WHERE_FASTER.below());
        assertTrue(few > 1 && few < Schedule.USUAL_CALL, "from a batch of " + few + " on");
    }

    @Test
    void pixelsOfAConvolutionAreLaidOutForAllFilters() {
        PackingPlan plan = plan(Samples.convolution(30, 30, 8, 16));
        assertEquals(Samples.INPUT, plan.operand().buffer());
        assertEquals(List.of("row", "column"), names(plan.axes().along()));
        assertEquals(List.of("out"), names(plan.axes().reused()));
        assertEquals(14 * 28, plan.floats());
        assertTrue(plan.ofCall().isEmpty());
    }

    @Test
    void sumsOfOneBlockDoNotWait() {
        PackingPlan plan = plan(Samples.convolution(12, 21, 1, 9));
        assertTrue(plan.block().isWhole());
        assertEquals(0, plan.axes().chunk());
        assertEquals(10 * plan.stride(), plan.room());
    }

    @Test
    void aSumOverABatchHasBlocksForWhatIsLeft() {
        PackingPlan plan = plan(Samples.weightGradient(1, 64));
        assertEquals(List.of(32, 8, 4, 2, 1), plan.block().steps());
    }

    @Test
    void aPartOfALongAxisIsARow() {
        PackingPlan plan = plan(Samples.weightGradient(1, 896));
        assertEquals(Samples.INPUT, plan.operand().buffer());
        assertEquals(List.of("in"), names(plan.axes().along()));
        assertTrue(plan.floats() <= 448 && 896 % plan.floats() == 0, plan.floats() + " floats");
    }

    @Test
    void fewSumsAreBetterInTiles() {
        PackingPlan plan = plan(Samples.fullyConnected(4, 3));
        assertTrue(plan.relativeTime(Schedule.USUAL_CALL) > PackOperands.WHERE_FASTER.below());
    }
}
