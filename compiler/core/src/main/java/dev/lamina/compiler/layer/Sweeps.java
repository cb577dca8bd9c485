package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements strung together. */
final class Sweeps {
    private final List<Statement> statements = new ArrayList<>();

    private Sweeps() {}

    static Sweeps of() {
        return new Sweeps();
    }

    Sweeps then(Statement next) {
        if (!next.equals(Statement.block())) {
            statements.add(next);
        }
        return this;
    }

    Sweeps then(List<Statement> next) {
        statements.addAll(next);
        return this;
    }

    Statement block() {
        return new Statement.Block(statements);
    }
}
