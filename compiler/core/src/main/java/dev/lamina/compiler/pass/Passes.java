package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphPrinter;
import dev.lamina.compiler.graph.GraphVerifier;
import dev.lamina.compiler.tensor.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The passes in their order. Nothing else rewrites a graph. */
public final class Passes {
    /** The passes that turn several operations into one. Each comment says why the pass is at its place. */
    static final List<Pass> FUSIONS = List.of(
            new SwapReluMaxPool(), // first: otherwise the product before the relu takes it in
            new FuseSoftmaxCrossEntropy(), // before the fusions below: it needs both operations unfused
            FuseOutward.BIAS_ACTIVATION, // one kernel instead of three, backward included
            FuseOutward.POOLING, // after the swap: relu on the maximum in its register
            FuseOutward.ELEMENTWISE); // last: takes the functions that the passes before have left

    private static final String DIFFERENTIATE = "differentiate";

    private final List<Pass> passes;
    private final boolean sharded;
    private final boolean verify;
    private final Explanations log;
    private final Map<String, List<Graph>> after = new LinkedHashMap<>();

    /**
     * @param fuse whether operations are fused
     * @param parameters the layouts of the parameters, by name
     * @param sharded whether several shards of a batch are computed with the same parameters
     * @param verify whether the graph is verified after each pass
     */
    public Passes(boolean fuse, Map<String, Layout> parameters, boolean sharded, boolean verify, Explanations log) {
        List<Pass> all = new ArrayList<>();
        all.add(new RemoveDeadNodes()); // before any fusion: a dead node counts as a reader, and would prevent fusions
        if (fuse) {
            all.addAll(FUSIONS);
        }
        all.add(new ChooseLayouts(parameters)); // after fusion: only the values that are left need a layout
        this.passes = all;
        this.sharded = sharded;
        this.verify = verify;
        this.log = log;
    }

    /** The graph after all passes, laid out. */
    public Graph run(Graph graph) {
        Graph current = graph;
        check(current, "differentiation");
        keep(current, DIFFERENTIATE);
        for (Pass pass : passes(graph.name().equals("predict"))) {
            current = pass.apply(current, log);
            check(current, pass.name());
            keep(current, pass.name());
        }
        return current;
    }

    private void keep(Graph graph, String pass) {
        after.computeIfAbsent(pass, name -> new ArrayList<>()).add(graph);
    }

    private List<Pass> passes(boolean predicting) {
        List<Pass> all = new ArrayList<>(passes);
        if (predicting) {
            all.add(new ReadInputInPlace()); // needs the layouts
        }
        all.add(new PlanBuffers(sharded)); // last: no later pass may add a value
        return all;
    }

    /** The keys of {@link #dumps} when everything is fused, in the order of the passes. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(DIFFERENTIATE));
        new Passes(true, Map.of(), false, false, new Explanations())
                .passes(true)
                .forEach(pass -> names.add(pass.name()));
        return names;
    }

    private void check(Graph graph, String after) {
        if (verify) {
            GraphVerifier.verify(graph, after);
        }
    }

    /** The graphs after each pass, printed, by the pass's name. They are printed now: few callers want them. */
    public Map<String, String> dumps() {
        Map<String, String> dumps = new LinkedHashMap<>();
        after.forEach((pass, graphs) ->
                dumps.put(pass, graphs.stream().map(GraphPrinter::print).collect(Collectors.joining("\n"))));
        return dumps;
    }
}
