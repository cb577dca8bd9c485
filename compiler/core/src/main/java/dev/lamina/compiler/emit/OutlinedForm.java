package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.FreeNames;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an outlined body has in common with those of other kernels. Where it begins in each buffer is taken out, and so are the extents of its
 * loops and the constants of its indices: in their place it has symbols, the holes.
 *
 * @param outlined the body as the kernel has it
 * @param buffers its buffers, in the order in which a method takes them
 * @param starts where it begins in each buffer, in symbols of the code around it
 * @param body the body with holes
 * @param holes the holes, in the order of the code
 * @param values what stands in their place in this kernel
 * @param key equal for bodies that differ in names and values only
 */
record OutlinedForm(
        Statement.Outlined outlined,
        List<Buffer> buffers,
        Map<Buffer, Affine> starts,
        Statement body,
        List<Hole> holes,
        List<Integer> values,
        Statement key) {

    /**
     * A constant that other kernels may have another value for.
     *
     * @param name for an argument in its place
     */
    record Hole(Symbol symbol, String name) {}

    /** The form of a body; nothing if the code around it has more to say than where it begins. */
    static Optional<OutlinedForm> of(Statement.Outlined outlined, Kernel kernel) {
        FreeNames free = FreeNames.of(outlined.body());
        if (free.random() || !free.variables().isEmpty() || !free.arguments().isEmpty()) {
            return Optional.empty();
        }
        Set<Symbol> around = new HashSet<>(free.symbols());
        around.remove(Symbol.LANES);
        Holes holes = new Holes(around, free.buffers().contains(Buffer.SCRATCH));
        Statement body = holes.statement(outlined.body());
        Set<Symbol> left = new HashSet<>(FreeNames.of(body).symbols());
        left.remove(Symbol.LANES);
        holes.found.forEach(hole -> left.remove(hole.symbol()));
        if (holes.differ || !Symbol.CALL_SIZES.containsAll(left)) {
            return Optional.empty();
        }
        List<Buffer> buffers =
                kernel.buffers().stream().filter(free.buffers()::contains).toList();
        Statement key = new Renamed(buffers).statement(body);
        return Optional.of(new OutlinedForm(outlined, buffers, holes.starts, body, holes.found, holes.values, key));
    }

    /** Takes out where the body begins, extents and constants. */
    private static final class Holes extends Rewrite {
        private final Set<Symbol> around;
        private final boolean scratch;
        private final Map<Buffer, Affine> starts = new LinkedHashMap<>();
        private final List<Hole> found = new ArrayList<>();
        private final List<Integer> values = new ArrayList<>();
        private boolean differ;

        Holes(Set<Symbol> around, boolean scratch) {
            this.around = around;
            this.scratch = scratch;
        }

        private Affine hole(int value, String name) {
            Symbol symbol = new Symbol("hole " + found.size());
            found.add(new Hole(symbol, name));
            values.add(value);
            return Affine.of(symbol);
        }

        /**
         * The index behind the start, which is that of the first access. Only vectors may lie at distances that an argument tells: floats at
         * such distances, which tiles multiply all lanes by, made products of 64 samples 20 % slower.
         */
        private Affine at(Buffer buffer, Affine index, boolean vector) {
            if (buffer.startsAtZero()) {
                return index; // C2 vectorises such loops only with constant indices
            }
            Affine outer = Affine.ZERO;
            for (Symbol symbol : index.symbols()) {
                if (around.contains(symbol)) {
                    outer = outer.plus(Affine.of(symbol, index.coefficient(symbol)));
                }
            }
            Affine first = outer.plus(index.constant());
            Affine start = starts.computeIfAbsent(buffer, unseen -> first);
            differ |= !start.plus(-start.constant()).equals(outer);
            Affine inner = index.plus(start.times(-1));
            if (!vector) {
                return inner;
            }
            return inner.plus(-inner.constant()).plus(hole(inner.constant(), buffer.name() + "Stride"));
        }

        @Override
        public Expression load(Expression.Load load) {
            return new Expression.Load(load.buffer(), at(load.buffer(), load.index(), load.vector()), load.vector());
        }

        @Override
        protected Statement store(Statement.Store store) {
            Affine index = at(store.buffer(), store.index(), store.vector());
            return new Statement.Store(store.buffer(), index, expression(store.value()), store.vector());
        }

        @Override
        protected Statement fill(Statement.Fill fill) {
            return new Statement.Fill(fill.buffer(), at(fill.buffer(), fill.from(), false), fill.length());
        }

        @Override
        protected Statement apply(Statement.Apply apply) {
            Affine from = at(apply.from(), apply.fromIndex(), false);
            Affine to = at(apply.to(), apply.toIndex(), false);
            return new Statement.Apply(apply.operator(), apply.from(), from, apply.to(), to, apply.length());
        }

        @Override
        protected Statement copy(Statement.Copy copy) {
            Affine from = at(copy.from(), copy.fromIndex(), false);
            Affine to = at(copy.to(), copy.toIndex(), false);
            return new Statement.Copy(copy.from(), from, copy.to(), to, copy.length());
        }

        @Override
        protected Statement lookup(Statement.Lookup lookup) {
            differ = true;
            return lookup;
        }

        @Override
        protected Statement outlined(Statement.Outlined outlined) {
            differ = true;
            return outlined;
        }

        @Override
        protected Statement loop(Statement.Loop loop) {
            Affine to = loop.to().choices().get(0);
            boolean constant = loop.to().kind() == Bound.Kind.EXACT && to.isConstant();
            if (scratch || !constant || loop.bodies().size() > 1) {
                return super.loop(loop);
            }
            Affine end = hole(to.constant(), plural(loop.index()));
            return new Statement.Loop(
                    loop.index(),
                    loop.from(),
                    Bound.of(end),
                    loop.bodies().stream()
                            .map(each -> new Statement.SteppedBody(each.step(), statement(each.body())))
                            .toList());
        }

        private static String plural(Symbol index) {
            String name = index.name() + "s";
            return Symbol.CALL_SIZES.contains(new Symbol(name)) ? index.name() + "Count" : name;
        }
    }

    /** Gives buffers, variables and indices of loops names that tell their order only. */
    private static final class Renamed extends Rewrite {
        private final List<Buffer> buffers;
        private final Map<Variable, Variable> variables = new HashMap<>();
        private final Map<Symbol, Symbol> symbols = new HashMap<>();

        Renamed(List<Buffer> buffers) {
            this.buffers = buffers;
        }

        @Override
        protected Buffer buffer(Buffer buffer) {
            return new Buffer("buffer " + buffers.indexOf(buffer), buffer.element());
        }

        @Override
        protected Variable variable(Variable variable) {
            return variables.computeIfAbsent(
                    variable, first -> new Variable("variable " + variables.size(), variable.vector()));
        }

        @Override
        protected Symbol binding(Symbol symbol) {
            Symbol renamed = new Symbol("index " + symbols.size());
            symbols.put(symbol, renamed);
            return renamed;
        }

        @Override
        protected Affine index(Affine index) {
            Affine renamed = Affine.of(index.constant());
            for (Symbol symbol : index.symbols()) {
                renamed = renamed.plus(Affine.of(symbols.getOrDefault(symbol, symbol), index.coefficient(symbol)));
            }
            return renamed;
        }
    }
}
