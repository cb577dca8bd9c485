package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import java.util.ArrayList;
import java.util.List;

/** A list of statements under construction; an empty block is not added. */
public final class StatementList {
    private final List<Statement> statements = new ArrayList<>();

    private StatementList() {}

    public static StatementList of() {
        return new StatementList();
    }

    public StatementList then(Statement next) {
        if (!next.equals(Statement.block())) {
            statements.add(next);
        }
        return this;
    }

    public StatementList then(List<Statement> next) {
        statements.addAll(next);
        return this;
    }

    public Statement block() {
        return new Statement.Block(statements);
    }
}
