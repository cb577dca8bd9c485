package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;

/** Turns the remaining lanes into loops over floats. */
final class PlainLoops extends Rewrite implements Step {
    @Override
    public String name() {
        return "plain-loops";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement lanes(Statement.Lanes lanes) {
        return Statement.loop(lanes.index(), lanes.extent(), statement(lanes.body()));
    }
}
