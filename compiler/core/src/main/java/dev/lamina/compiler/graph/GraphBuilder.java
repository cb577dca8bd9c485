package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Copy;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Builds a graph node by node. */
final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Binding> bindings = new LinkedHashMap<>();
    private final Map<String, Value> parameters = new HashMap<>();
    private final Set<String> untrained = new HashSet<>();
    private final Map<Value, Node> producers = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final boolean training;
    private Phase phase = Phase.FORWARD;
    private int values;
    private int streams;

    GraphBuilder(boolean training) {
        this.training = training;
    }

    boolean training() {
        return training;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** A value that no node computes. */
    Value external(String name, TensorType type, Binding binding) {
        Value value = value(name, type);
        bindings.put(value, binding);
        return value;
    }

    void bind(Value value, Binding binding) {
        bindings.put(value, binding);
    }

    private Value value(String name, TensorType type) {
        int count = names.merge(name, 1, Integer::sum);
        return new Value(values++, count == 1 ? name : name + "#" + count, type);
    }

    /** Adds a node; returns its result. */
    Value add(Owner owner, String role, Operation operation, Value... operands) {
        List<Value> all = Arrays.asList(operands);
        Operands<TensorType> types = new Operands<>(operation.operands(), all).map(Value::type);
        String name = role.isEmpty() ? owner.label() : owner.label() + "." + role.replace(' ', '_');
        Value result = value(name, operation.type(types));
        List<Value> more = operation.extras(types).stream()
                .map(extra -> value(result.name() + "." + extra.name(), extra.type()))
                .toList();
        Node node = new Node(result, more, operation, all, List.of(), owner, role, phase);
        nodes.add(node);
        producers.put(result, node);
        return result;
    }

    /** Adds a node that overwrites a value from outside the graph. */
    void update(Owner owner, String role, Operation operation, Value result, Value... operands) {
        nodes.add(new Node(result, List.of(), operation, Arrays.asList(operands), List.of(), owner, role, phase));
    }

    Graph graph(String name) {
        return new Graph(name, nodes, bindings, Map.of(), Map.of());
    }

    /**
     * The scope in which a layer or a loss with these operands adds its operations.
     *
     * @param carriesStates whether it is a layer that carries states from call to call
     */
    LayerScope scope(Owner owner, Shape in, Map<String, Value> operands, boolean carriesStates) {
        return new LayerScope(owner, in, operands, carriesStates);
    }

    /** The scope of one layer or of the loss. */
    final class LayerScope implements Scope {
        private final Owner owner;
        private final Shape in;
        private final Map<String, Value> operands;
        private final boolean carriesStates;
        private final Map<String, Value> operandGradients = new HashMap<>();
        private final Map<String, Value> kept = new HashMap<>();

        private LayerScope(Owner owner, Shape in, Map<String, Value> operands, boolean carriesStates) {
            this.owner = owner;
            this.in = in;
            this.operands = operands;
            this.carriesStates = carriesStates;
        }

        /** The gradient of an operand, as the layer has set it; empty if it has set none. */
        Optional<Value> operandGradient(String name) {
            return Optional.ofNullable(operandGradients.get(name));
        }

        @Override
        public Value operand(String name) {
            return Objects.requireNonNull(operands.get(name), name);
        }

        @Override
        public void operandGradient(String name, Value gradient) {
            operandGradients.put(name, gradient);
        }

        @Override
        public Value add(String role, Operation operation, Value... operands) {
            return GraphBuilder.this.add(owner, role, operation, operands);
        }

        @Override
        public Value result(Value main, String name) {
            return Objects.requireNonNull(producers.get(main), main.name()).extra(name);
        }

        @Override
        public Value sinusoids() {
            TensorType table = TensorType.shared(in.sizes());
            return external(
                    owner.label() + ".sinusoids",
                    table,
                    new Binding(Binding.Kind.SINUSOIDS, table.size(0) + "_" + table.size(1)));
        }

        @Override
        public Value parameter(String name) {
            return Objects.requireNonNull(parameters.get(owner.label() + "." + name), name);
        }

        @Override
        public void gradient(String name, Value gradient) {
            String full = owner.label() + "." + name;
            if (!untrained.contains(full)) { // nobody reads the gradient of such a parameter, so its node is removed
                bind(gradient, new Binding(Binding.Kind.GRADIENT, full));
            }
        }

        @Override
        public void overwrite(String name, String role, Operation operation, Value... operands) {
            update(owner, role, operation, parameter(name), operands);
        }

        @Override
        public void keep(String name, Value value) {
            kept.put(name, value);
        }

        @Override
        public boolean keeps(String name) {
            return kept.containsKey(name);
        }

        @Override
        public Value kept(String name) {
            return Objects.requireNonNull(kept.get(name), name);
        }

        private String stateName(String name) {
            return owner.label() + "." + name;
        }

        private Value externalState(String name, TensorType type, Binding.Kind kind) {
            String full = stateName(name);
            String word = kind == Binding.Kind.INITIAL_STATE ? "initial" : "final gradient";
            return external(full + "." + word.replace(' ', '_'), type, new Binding(kind, full));
        }

        /** A name without the dot before the number of a part, for the role of an operation. */
        private static String inRole(String name) {
            return name.replace(".", "");
        }

        @Override
        public boolean carriesStates() {
            return carriesStates;
        }

        @Override
        public Value initialState(String name, TensorType type) {
            return externalState(name, type, Binding.Kind.INITIAL_STATE);
        }

        @Override
        public void finalState(String name, Operation take, Value from) {
            Value state = add("final " + inRole(name), take, from);
            bind(state, new Binding(Binding.Kind.FINAL_STATE, stateName(name)));
        }

        @Override
        public Value finalStateGradient(String name, TensorType type) {
            return externalState(name, type, Binding.Kind.FINAL_STATE_GRADIENT);
        }

        @Override
        public void initialStateGradient(String name, Value gradient) {
            Value out = add("initial gradient " + inRole(name), Copy.out("hand out"), gradient);
            bind(out, new Binding(Binding.Kind.INITIAL_STATE_GRADIENT, stateName(name)));
        }

        @Override
        public Shape in() {
            return in;
        }

        @Override
        public boolean training() {
            return training;
        }

        @Override
        public int stream() {
            return streams++;
        }
    }

    /** Declares a parameter. The scope of its layer then finds it by name. */
    void parameter(String label, Parameter parameter) {
        String full = label + "." + parameter.name();
        Binding.Kind kind = parameter.isStatistic() ? Binding.Kind.STATISTIC : Binding.Kind.PARAMETER;
        if (!parameter.isTrained()) {
            untrained.add(full);
        }
        parameters.put(full, external(full, parameter.type(), new Binding(kind, full)));
    }
}
