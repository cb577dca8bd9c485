package dev.lamina.compiler.ir;

import dev.lamina.compiler.schedule.Schedule;
import java.util.List;

/**
 * What a kernel does. A layer writes plain loops, {@link Lanes} and {@link Contraction}; a schedule turns the latter two into loops
 * over tiles and vectors ({@link Outlined} where a body becomes a method of its own).
 */
public sealed interface Statement {
    /** One after the other. */
    record Block(List<Statement> statements) implements Statement {
        public Block {
            statements = List.copyOf(statements);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.block(this);
        }
    }

    /**
     * {@code index = from; for each part: while (index + step <= to) { body; index += step }}. More than one part is a tile of
     * several sizes: the first takes all it can, the next the rest.
     */
    record Loop(Symbol index, Bound from, Bound to, List<SteppedBody> bodies) implements Statement {
        public Loop {
            bodies = List.copyOf(bodies);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.loop(this);
        }
    }

    /** A step and what is done for it. */
    record SteppedBody(Affine step, Statement body) {}

    /** Declares a local variable with its first value. */
    record Let(Variable variable, Expression value) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.let(this);
        }
    }

    /** Gives a variable another value. */
    record Assign(Variable variable, Expression value) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.assign(this);
        }
    }

    /** Writes an element, or LANES neighbours if {@code vector}. */
    record Store(Buffer buffer, Affine index, Expression value, boolean vector) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.store(this);
        }
    }

    /** Writes zeros to {@code length} elements. */
    record Fill(Buffer buffer, Affine from, Affine length) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.fill(this);
        }
    }

    /**
     * The body for each index below {@code extent}, in any order, no iteration depending on another: what a schedule may do in vectors.
     * Up to {@code padded} elements may be read and written beyond {@code extent} (what lands there is never used): when that is a
     * multiple of {@link Schedule#ALIGNMENT} no remainder is needed.
     */
    record Lanes(Symbol index, Affine extent, Affine padded, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.lanes(this);
        }
    }

    /**
     * A sum of products: for each point of {@code loops}, {@code sum} = initial, then over {@code reduction} in its order
     * {@code sum = fma(a, b, sum)}, then {@code results}, which may use {@code sum}. The last loop is the lane axis (see {@link Lanes};
     * {@code padded} is its room); the order of summation is part of the meaning, the order of loops is not.
     * {@code initial} may load what a result will overwrite: then the sum accumulates.
     */
    record Contraction(
            List<Range> loops,
            int padded,
            List<Range> reduction,
            Expression a,
            Expression b,
            Variable sum,
            Expression initial,
            List<Statement> results)
            implements Statement {
        public Contraction {
            loops = List.copyOf(loops);
            reduction = List.copyOf(reduction);
            results = List.copyOf(results);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.contraction(this);
        }
    }

    /** An index that runs from 0 to below {@code extent}, a constant or the batch. */
    record Range(Symbol index, Affine extent) {}

    /** A body that is printed as a method of its own, so that it stays small and the just-in-time compiler treats it alone. */
    record Outlined(String name, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.outlined(this);
        }
    }

    /**
     * {@code to[toIndex + i] = operator(from[fromIndex + i])} for i below {@code length}. Both may be the same place. Schedules make
     * it of lanes: a function of vectors that is computed by many operations must not stand between others, or the just-in-time
     * compiler gives up inlining and makes objects of the vectors, some 40 times slower.
     */
    record Apply(
            Expression.UnaryOperator operator, Buffer from, Affine fromIndex, Buffer to, Affine toIndex, Affine length)
            implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.apply(this);
        }
    }

    /** {@code to[toIndex + i] = from[fromIndex + i]} for i below {@code length}; the two do not overlap. */
    record Copy(Buffer from, Affine fromIndex, Buffer to, Affine toIndex, Affine length) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.copy(this);
        }
    }

    /**
     * {@code int index = from[at]}, known within {@code body}: indices there may use it. What a table is read by: whoever hands the
     * array in has made sure that its numbers are at least 0 and below {@code below}.
     */
    record Lookup(Symbol index, Buffer from, Affine at, int below, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.lookup(this);
        }
    }

    /** One of two things, for whole rows at a time: {@code if (left < right) then; else otherwise}. */
    record When(Affine left, Affine right, Statement then, Statement otherwise) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.when(this);
        }
    }

    /** {@code int index = left * right}, known within {@code body}: indices there may use it. */
    record IndexProduct(Symbol index, Affine left, Affine right, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.indexProduct(this);
        }
    }

    /** A line for the reader of the generated code. */
    record Comment(String text) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.comment(this);
        }
    }

    /** Has a visitor do what belongs to this form. */
    void accept(Visitor visitor);

    /** What is done for each form of statement. Whoever adds a form finds here all that have to know it: they do not compile before. */
    interface Visitor {
        void block(Block block);

        void loop(Loop loop);

        void let(Let let);

        void assign(Assign assign);

        void store(Store store);

        void fill(Fill fill);

        void lanes(Lanes lanes);

        void contraction(Contraction contraction);

        void outlined(Outlined outlined);

        void apply(Apply apply);

        void copy(Copy copy);

        void lookup(Lookup lookup);

        void when(When when);

        void indexProduct(IndexProduct product);

        void comment(Comment comment);
    }

    static Statement block(Statement... statements) {
        return new Block(List.of(statements));
    }

    /** {@code for (index = 0; index < extent; index++) body}; what is done once needs no loop. */
    static Statement loop(Symbol index, Affine extent, Statement body) {
        if (extent.equals(Affine.of(1))) {
            return Substitution.of(index, Affine.ZERO).statement(body);
        }
        return new Loop(index, Bound.of(0), Bound.of(extent), List.of(new SteppedBody(Affine.of(1), body)));
    }

    static Statement store(Buffer buffer, Affine index, Expression value) {
        return new Store(buffer, index, value, false);
    }
}
