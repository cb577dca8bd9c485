package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Fused;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.FreeNames;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** Lowers a node to a kernel. It gives the operation the buffers, and it applies the fused functions before each store of the result. */
final class KernelLowering implements Lowering {
    /** The number of a sample in its call. */
    static final Symbol SAMPLE = new Symbol("n");

    private static final Affine N = Affine.of(SAMPLE);

    /**
     * Names that no buffer may have. A schedule calls the sums of a tile sum0, sum1, …; it calls loaded elements by their buffer's name.
     */
    private static final Set<String> RESERVED =
            Set.of(Buffer.LENGTHS.name(), Buffer.OPERAND_LENGTHS.name(), Buffer.SCRATCH.name(), "sum", "sum2");

    private final Graph graph;
    private final Node node;
    private final Map<Value, TensorView> views = new LinkedHashMap<>();
    private final Set<String> buffers = new HashSet<>(RESERVED);
    private final Map<String, Integer> variables = new HashMap<>();

    private KernelLowering(Graph graph, Node node) {
        this.graph = graph;
        this.node = node;
        node.reads().forEach(this::place);
        node.writes().forEach(this::place);
    }

    /** The kernel of a node. It has no name yet, and its buffers have the order of {@link #values}. */
    static Kernel lower(Graph graph, Node node) {
        KernelLowering lowering = new KernelLowering(graph, node);
        Operation operation = node.operation();
        List<Statement> body = new ArrayList<>();
        lowering.fillPadding().forEach(body::add);
        body.add(operation.lower(lowering));
        Statement all = body.size() == 1 ? body.get(0) : new Statement.Block(body);
        List<Buffer> buffers = new ArrayList<>(lowering.views.values().stream()
                .map(TensorView::buffer)
                .distinct()
                .toList());
        Set<Buffer> used = FreeNames.of(all).buffers();
        Buffer.ALL_LENGTHS.stream().filter(used::contains).forEach(buffers::add);
        List<String> arguments =
                operation.arguments().stream().map(argument -> argument.name()).toList();
        Kernel kernel = new Kernel("", buffers, arguments, operation.random(), all);
        boolean ofSamples =
                node.writes().stream().allMatch(value -> value.type().batched());
        return ofSamples ? kernel.ofEachSample() : kernel;
    }

    /** The values of a node, in the order of its kernel's buffers. */
    static List<Value> values(Node node) {
        List<Value> all = new ArrayList<>(node.reads());
        all.addAll(node.writes());
        return all.stream().distinct().toList();
    }

    private void place(Value value) {
        views.computeIfAbsent(
                value,
                each -> new TensorView(
                        new Buffer(bufferName(each), each.type().element()), each.type(), graph.layout(each)));
    }

    /** The name of a value's buffer. conv1.input_gradient becomes conv1InputGradient, but inputGradient in a kernel of conv1. */
    private String bufferName(Value value) {
        String own = node.owner().label() + ".";
        String role = value.name().startsWith(own) ? value.name().substring(own.length()) : "";
        String name = KernelNames.camel(role.isEmpty() || SourceVersion.isKeyword(role) ? value.name() : role);
        return KernelNames.unique(name, buffers);
    }

    /** Fills the result with zeros if the operation does not write its halo or its padding lanes. */
    private List<Statement> fillPadding() {
        TensorView result = result();
        // an array outside the workspace holds only this value: its halo and its padding lanes are still zero, as in
        // a new array
        boolean inWorkspace = graph.regions().containsKey(node.result());
        boolean fillsPadding = node.operation().fillsPadding() && keepsPadding() && !isTranscendental();
        return inWorkspace
                        && !isInPlace()
                        && result.layout().hasGaps(result.type())
                        && (!fillsPadding || hasHalo(result))
                ? List.of(fillsPadding ? result.clearHalo() : result.clear())
                : List.of();
    }

    /** Whether the result takes the memory of an operand, with the zeros that are there. */
    private boolean isInPlace() {
        return node.operation()
                .inPlaceOf()
                .map(operand -> graph.regions().get(node.operand(operand)))
                .filter(region -> region.equals(graph.regions().get(node.result())))
                .isPresent();
    }

    private static boolean hasHalo(TensorView image) {
        return image.type().batched()
                && image.type().rank() == 3
                && !image.layout().equals(Layout.lanesLast(image.type(), Halo.NONE, true));
    }

    private TensorView at(Value value) {
        return Objects.requireNonNull(views.get(value), value.name());
    }

    @Override
    public Operands<TensorView> operands() {
        return node.named().map(this::at);
    }

    @Override
    public TensorView result() {
        return at(node.result());
    }

    @Override
    public TensorView result(String name) {
        return at(node.extra(name));
    }

    @Override
    public Variable variable(String name) {
        int count = variables.merge(name, 1, Integer::sum);
        return new Variable(count == 1 ? name : name + count, false);
    }

    @Override
    public Statement store(Affine n, List<Affine> at, Expression value) {
        return store(n, at, new ArrayList<>(), value);
    }

    @Override
    public Statement store(Affine n, List<Affine> at, Pointwise function, List<Expression> operands) {
        List<Statement> before = new ArrayList<>();
        return store(n, at, before, apply(function, operands, before));
    }

    private Statement store(Affine n, List<Affine> at, List<Statement> before, Expression value) {
        Expression current = value;
        for (Fused fused : node.fused()) {
            List<Expression> operands = new ArrayList<>(List.of(current));
            fused.others().forEach(other -> operands.add(Pointwise.along(at(other), n, at)));
            current = apply(fused.function(), operands, before);
        }
        Statement store = result().store(n, at, current);
        if (before.isEmpty()) {
            return store;
        }
        before.add(store);
        return new Statement.Block(before);
    }

    /** Applies a function to operands. An operand that the function reads several times is first assigned to a variable. */
    private Expression apply(Pointwise function, List<Expression> operands, List<Statement> before) {
        List<Expression> ready = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            Expression operand = operands.get(i);
            boolean simple = operand instanceof Expression.Local || operand instanceof Expression.Constant;
            if (function.reads(i) > 1 && !simple) {
                Variable once = variable("value");
                before.add(new Statement.Let(once, operand));
                operand = Expression.local(once);
            }
            ready.add(operand);
        }
        return function.apply(ready);
    }

    @Override
    public Statement everywhere(BiFunction<Affine, List<Affine>, Statement> body) {
        TensorView result = result();
        return result.type().batched()
                ? samples(n -> lanes(result, at -> body.apply(n, at)))
                : lanes(result, at -> body.apply(Affine.ZERO, at));
    }

    @Override
    public Statement samples(Function<Affine, Statement> body) {
        return TensorView.eachSample(body.apply(N));
    }

    @Override
    public Statement rows(TensorView over, boolean steps, Function<List<Affine>, Statement> body) {
        if (!steps) {
            return body.apply(List.of());
        }
        List<Statement.Range> outer = AxisOrder.own(over);
        return Statement.nest(
                outer,
                body.apply(outer.stream().map(range -> Affine.of(range.index())).toList()));
    }

    @Override
    public Statement inOrder(TensorView over, List<Affine> row, Function<List<Affine>, Statement> body) {
        return inOrder(over, row, AxisOrder.outer(over.type()), body);
    }

    @Override
    public Statement ownInOrder(TensorView over, List<Affine> row, Function<List<Affine>, Statement> body) {
        return inOrder(over, row, AxisOrder.own(over), body);
    }

    private static Statement inOrder(
            TensorView over, List<Affine> row, List<Statement.Range> around, Function<List<Affine>, Statement> body) {
        TensorType type = over.type();
        List<Statement.Range> outer = row.isEmpty() ? around : List.of();
        Symbol lane = AxisOrder.laneIndex(type);
        Statement inner = body.apply(point(type, row, outer, lane));
        if (type.rank() > 0) {
            inner = Statement.loop(lane, type.extent(AxisOrder.lane(type)), inner);
        }
        return Statement.nest(outer, inner);
    }

    private static List<Affine> point(TensorType type, List<Affine> row, List<Statement.Range> outer, Symbol lane) {
        if (row.isEmpty()) {
            return AxisOrder.point(type, outer, Affine.of(lane));
        }
        List<Affine> at = new ArrayList<>(row);
        at.add(Affine.of(lane));
        return at;
    }

    @Override
    public Statement lanes(TensorView over, List<Affine> row, Function<List<Affine>, Statement> body) {
        return lanes(over, row, AxisOrder.outer(over.type()), body);
    }

    @Override
    public Statement ownLanes(TensorView over, List<Affine> row, Function<List<Affine>, Statement> body) {
        return lanes(over, row, AxisOrder.own(over), body);
    }

    @Override
    public Statement elements(TensorView over, Function<List<Affine>, Statement> body) {
        return lanes(over, List.of(), AxisOrder.outer(over.type()), lastAxis(over), body);
    }

    @Override
    public Statement ownElements(TensorView over, Function<List<Affine>, Statement> body) {
        return lanes(over, List.of(), AxisOrder.own(over), lastAxis(over), body);
    }

    /** The extent of the lanes, without their padding. */
    private static Affine lastAxis(TensorView over) {
        return Affine.of(over.type().size(AxisOrder.lane(over.type())));
    }

    private Statement lanes(
            TensorView over, List<Affine> row, List<Statement.Range> around, Function<List<Affine>, Statement> body) {
        if (over.type().rank() == 0) {
            return body.apply(List.of());
        }
        List<TensorView> others = new ArrayList<>(views.values());
        others.removeIf(each -> each.type().rank() == 0 || each.buffer().element() == Buffer.Element.INT);
        int extent = over.type().size(AxisOrder.lane(over.type()));
        return lanes(over, row, around, Affine.of(keepsPadding() ? padded(extent, others) : extent), body);
    }

    private static Statement lanes(
            TensorView over,
            List<Affine> row,
            List<Statement.Range> around,
            Affine padded,
            Function<List<Affine>, Statement> body) {
        TensorType type = over.type();
        List<Statement.Range> outer = row.isEmpty() ? around : List.of();
        Symbol lane = AxisOrder.laneIndex(type);
        Affine extent = Affine.of(type.size(AxisOrder.lane(type)));
        return Statement.nest(
                outer, new Statement.Lanes(lane, extent, padded, body.apply(point(type, row, outer, lane))));
    }

    private boolean keepsPadding() {
        return functions().allMatch(Pointwise::keepsPadding);
    }

    private boolean isTranscendental() {
        return functions().anyMatch(Pointwise::isTranscendental);
    }

    /** The pointwise functions that each element goes through before it is stored. */
    private Stream<Pointwise> functions() {
        Stream<Pointwise> fused = node.fused().stream().map(Fused::function);
        return node.operation() instanceof Pointwise first ? Stream.concat(Stream.of(first), fused) : fused;
    }

    @Override
    public int padded(int extent, List<TensorView> others) {
        List<TensorView> all = new ArrayList<>(others);
        all.add(result());
        int room = Layout.room(extent);
        return all.stream().allMatch(each -> each.layout().lanes() >= room) ? room : extent;
    }

    @Override
    public int paddedForFused(int extent, int padded) {
        boolean room = node.fused().stream()
                .flatMap(fused -> fused.others().stream())
                .map(this::at)
                .allMatch(view -> view.type().rank() == 0 || view.layout().lanes() >= padded);
        return room ? padded : extent;
    }
}
