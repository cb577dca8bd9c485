package dev.lamina.compiler.schedule.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.Schedule;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which operand is packed, along which axes, and when packing is faster than register tiles. */
class PackingPlanTest {
    private static PackingPlan plan(Kernel kernel) {
        Kernel simplified = new ScalarSchedule().after("simplify-axes", kernel);
        return Objects.requireNonNull(PackingPlan.of((Statement.Contraction) simplified.body()));
    }

    private static List<String> names(List<Statement.Range> ranges) {
        return ranges.stream().map(range -> range.index().name()).toList();
    }

    @Test
    void weightsOfAFullyConnectedLayerArePackedAndReusedForTheSamplesOfABatch() {
        PackingPlan plan = plan(Samples.fullyConnected(200, 32));
        assertEquals(Samples.WEIGHT, plan.packed().buffer());
        assertEquals(List.of("out"), names(plan.axes().width()));
        assertEquals(List.of("n"), names(plan.axes().reuse()));
        assertTrue(plan.relativeTime(Schedule.TYPICAL_CALL) < PackOperands.WHERE_FASTER.limit());
        int fewest = plan.smallestCall(PackOperands.WHERE_FASTER.limit());
        assertTrue(fewest > 1 && fewest < Schedule.TYPICAL_CALL, "from a batch of " + fewest + " on");
    }

    @Test
    void pixelsOfAConvolutionArePackedAndReusedForAllFilters() {
        PackingPlan plan = plan(Samples.convolution(30, 30, 8, 16));
        assertEquals(Samples.INPUT, plan.packed().buffer());
        assertEquals(List.of("row", "column"), names(plan.axes().width()));
        assertEquals(List.of("out"), names(plan.axes().reuse()));
        assertEquals(14 * 28, plan.width());
        assertTrue(plan.callAxis().isEmpty());
    }

    @Test
    void sumsOfOnePanelAreNotSaved() {
        PackingPlan plan = plan(Samples.convolution(12, 21, 1, 9));
        assertTrue(plan.depth().isWholeReduction());
        assertEquals(0, plan.axes().chunk());
        assertEquals(10 * plan.stride(), plan.scratch());
    }

    @Test
    void aReductionOverABatchEndsInSmallerPanels() {
        PackingPlan plan = plan(Samples.weightGradient(1, 64));
        assertEquals(List.of(32, 8, 3, 1), plan.depth().sizes());
    }

    @Test
    void aPanelIsAsWideAsADivisorOfALongAxis() {
        PackingPlan plan = plan(Samples.weightGradient(1, 896));
        assertEquals(Samples.INPUT, plan.packed().buffer());
        assertEquals(List.of("in"), names(plan.axes().width()));
        assertTrue(plan.width() <= 448 && 896 % plan.width() == 0, plan.width() + " floats");
    }

    @Test
    void fewSumsAreFasterInTiles() {
        PackingPlan plan = plan(Samples.fullyConnected(4, 3));
        assertTrue(plan.relativeTime(Schedule.TYPICAL_CALL) > PackOperands.WHERE_FASTER.limit());
    }
}
