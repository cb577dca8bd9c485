package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Operation;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.TensorType;
import dev.lamina.compiler.layer.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes a graph node by node. */
final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Binding> bindings = new LinkedHashMap<>();
    private final Map<String, Value> parameters = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final boolean training;
    private Phase phase = Phase.FORWARD;
    private int values;
    private int streams;

    GraphBuilder(boolean training) {
        this.training = training;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** A value that comes from outside. */
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

    Value add(Owner owner, String role, Operation operation, Value... operands) {
        List<Value> all = Arrays.asList(operands);
        TensorType type = operation.type(all.stream().map(Value::type).toList());
        Value result = value(role.isEmpty() ? owner.label() : owner.label() + "." + role.replace(' ', '_'), type);
        nodes.add(new Node(result, operation, all, List.of(), owner, role, phase));
        return result;
    }

    /** A node whose result is a value that lives outside. */
    void update(Owner owner, Operation operation, Value result, Value... operands) {
        nodes.add(new Node(result, operation, Arrays.asList(operands), List.of(), owner, "", phase));
    }

    Graph graph(String name) {
        return new Graph(name, nodes, bindings, Map.of(), Map.of());
    }

    Scope scope(Owner owner, Shape in) {
        return new LayerScope(owner, in);
    }

    private final class LayerScope implements Scope {
        private final Owner owner;
        private final Shape in;
        private final Map<String, Value> kept = new HashMap<>();

        private LayerScope(Owner owner, Shape in) {
            this.owner = owner;
            this.in = in;
        }

        @Override
        public Value add(String role, Operation operation, Value... operands) {
            return GraphBuilder.this.add(owner, role, operation, operands);
        }

        @Override
        public Value parameter(String name) {
            return Objects.requireNonNull(parameters.get(owner.label() + "." + name), name);
        }

        @Override
        public void gradient(String name, Value gradient) {
            bind(gradient, new Binding(Binding.Kind.GRADIENT, owner.label() + "." + name));
        }

        @Override
        public void keep(String name, Value value) {
            kept.put(name, value);
        }

        @Override
        public Value kept(String name) {
            return Objects.requireNonNull(kept.get(name), name);
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

    /** Declares a parameter, so that its layer finds it. */
    void parameter(String label, String name, TensorType type) {
        String full = label + "." + name;
        parameters.put(full, external(full, type, new Binding(Binding.Kind.PARAMETER, full)));
    }
}
