package dev.lamina.compiler.ir;

import java.util.List;

/**
 * A statement of a kernel. An operation is lowered to plain loops, {@link Lanes} and {@link Contraction}. A schedule turns the latter two
 * into loops over tiles and vectors, some of whose bodies are methods of their own ({@link Outlined}).
 */
public sealed interface Statement {
    /** Statements that run one after the other. */
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
     * {@code index = from; for each of the bodies: while (index + step <= to) { body; index += step }}. The first body is the main
     * loop; each further one has a smaller step and runs for the tail that is left.
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

    /** A body of a loop, and how far the index advances after it. */
    record SteppedBody(Affine step, Statement body) {}

    /** Declares a local variable and gives it its first value. */
    record Let(Variable variable, Expression value) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.let(this);
        }
    }

    /** Assigns another value to a variable. */
    record Assign(Variable variable, Expression value) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.assign(this);
        }
    }

    /** Writes the element at an index, or the LANES elements that begin there if {@code vector}. */
    record Store(Buffer buffer, Affine index, Expression value, boolean vector) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.store(this);
        }
    }

    /** Fills {@code length} elements with zeros. */
    record Fill(Buffer buffer, Affine from, Affine length) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.fill(this);
        }
    }

    /**
     * A loop from 0 to below {@code extent}. Its iterations are independent, so a schedule may run them in any order and in vectors. They
     * may also run beyond {@code extent}, up to {@code padded}, because nobody reads the elements there. If {@code padded} is a multiple of
     * 16, whole vectors leave no tail.
     */
    record Lanes(Symbol index, Affine extent, Affine padded, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.lanes(this);
        }
    }

    /**
     * A sum of products. For each point of {@code loops}: {@code sum = initial}; then {@code sum = fma(a, b, sum)} for each point of
     * {@code reduction}, in order; then {@code results}, which may use {@code sum}. The order of the sum is part of the meaning, the
     * order of the loops is not. The last of the loops is the lane axis, padded as in {@link Lanes}. {@code initial} may load what a result
     * overwrites: then the sum accumulates.
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

    /** An axis of a contraction: an index that runs from 0 to below {@code extent}, which is a constant or known when the kernel runs. */
    record Range(Symbol index, Affine extent) {}

    /** A body that becomes a method of its own, so that the just-in-time compiler compiles a small method. */
    record Outlined(String name, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.outlined(this);
        }
    }

    /**
     * {@code to[toIndex + i] = operator(from[fromIndex + i])} for i below {@code length}; the source may be the destination. A schedule
     * creates it for exponentials and similar functions, whose vector code is long. Inside another vector expression that code would exceed
     * what the just-in-time compiler inlines. Vectors would then become objects, which is some 40 times slower.
     */
    record Apply(
            Expression.UnaryOperator operator, Buffer from, Affine fromIndex, Buffer to, Affine toIndex, Affine length)
            implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.apply(this);
        }
    }

    /** {@code to[toIndex + i] = from[fromIndex + i]} for i below {@code length}; source and destination do not overlap. */
    record Copy(Buffer from, Affine fromIndex, Buffer to, Affine toIndex, Affine length) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.copy(this);
        }
    }

    /**
     * {@code int index = from[at]}, a symbol that indices in {@code body} may use, for example to read a line of an embedding table. The
     * caller of the kernel has checked that all numbers of the array are at least 0 and less than {@code below}.
     */
    record Lookup(Symbol index, Buffer from, Affine at, int below, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.lookup(this);
        }
    }

    /** A branch: {@code if (left < right) then; else otherwise}. The condition is the same for all lanes. */
    record When(Affine left, Affine right, Statement then, Statement otherwise) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.when(this);
        }
    }

    /** {@code int index = left * right}, a symbol that indices in {@code body} may use. */
    record IndexProduct(Symbol index, Affine left, Affine right, Statement body) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.indexProduct(this);
        }
    }

    /** A barrier: each thread waits here until all threads have come. */
    record Await() implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.await(this);
        }
    }

    /** A comment in the generated code. */
    record Comment(String text) implements Statement {
        @Override
        public void accept(Visitor visitor) {
            visitor.comment(this);
        }
    }

    /** Calls the visitor's method for this form. */
    void accept(Visitor visitor);

    /**
     * Has a method for each form of statement. A new form gets a method here, so every visitor that does not handle it fails to compile.
     */
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

        void await(Await await);

        void comment(Comment comment);
    }

    static Statement block(Statement... statements) {
        return new Block(List.of(statements));
    }

    /** {@code for (index = 0; index < extent; index++) body}; for an extent of 1 the body alone, at index 0. */
    static Statement loop(Symbol index, Affine extent, Statement body) {
        if (extent.equals(Affine.of(1))) {
            return Substitution.of(index, Affine.ZERO).statement(body);
        }
        return new Loop(index, Bound.of(0), Bound.of(extent), List.of(new SteppedBody(Affine.of(1), body)));
    }

    /** A {@link #loop} for each range around the body; the first range is the outermost. */
    static Statement nest(List<Range> ranges, Statement body) {
        Statement result = body;
        for (int i = ranges.size() - 1; i >= 0; i--) {
            result = loop(ranges.get(i).index(), ranges.get(i).extent(), result);
        }
        return result;
    }

    static Statement store(Buffer buffer, Affine index, Expression value) {
        return new Store(buffer, index, value, false);
    }
}
