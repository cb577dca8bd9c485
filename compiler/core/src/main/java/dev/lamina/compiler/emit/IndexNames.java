package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.NameAllocator;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the variables in one scope of a kernel's method. A part of an index that has several uses gets a variable: the loop over
 * {@code row} declares {@code inputRow = inputAt + n * 1024 + row * 32}, and loops inside of it add only the terms of their own symbols.
 */
final class IndexNames {
    private final @Nullable IndexNames outer;
    private final NameAllocator names;
    private final Set<String> used;
    private final Map<Symbol, String> symbols = new LinkedHashMap<>();
    private final Map<Symbol, String> shared = new HashMap<>();
    private final Set<Symbol> sizes = new HashSet<>();
    private final Map<Access, String> bases = new HashMap<>();

    /** An access to a buffer at an index. */
    record Access(Buffer buffer, Affine index) {}

    /** The key for the name of a buffer's array. The buffer itself is the key for the name of its first index. */
    record Array(Buffer buffer) {}

    /** An {@code int} variable that is declared at the start of a scope. */
    record Declaration(String name, CodeBlock value) {}

    private IndexNames(@Nullable IndexNames outer, NameAllocator names, Set<String> used) {
        this.outer = outer;
        this.names = names;
        this.used = used;
    }

    /** The scope of a whole method. */
    static IndexNames method() {
        IndexNames names = new IndexNames(null, new NameAllocator(), new HashSet<>());
        for (String taken : List.of("SPECIES", Symbol.LANES.name(), "seed", "step", "part")) {
            names.declare(taken, taken);
        }
        Symbol.CALL_SIZES.forEach(symbol -> names.declare(symbol.name(), symbol));
        return names;
    }

    IndexNames inner() {
        return new IndexNames(this, names.clone(), new HashSet<>(used));
    }

    /** A new name for a local variable or an argument: the suggested name, or that name and a number. */
    String declare(String suggestion, Object tag) {
        String free = suggestion;
        for (int i = 2; used.contains(free); i++) {
            free = suggestion + i;
        }
        used.add(free);
        return names.newName(free, tag);
    }

    String name(Object tag) {
        return names.get(tag);
    }

    String array(Buffer buffer) {
        return names.get(new Array(buffer));
    }

    /**
     * Binds a symbol to a new name in this scope. If it was bound there before, the hoisted parts of indices with it are no longer valid.
     */
    String bind(Symbol symbol) {
        bases.keySet().removeIf(base -> base.index().coefficient(symbol) != 0);
        String name = Symbol.CALL_SIZES.contains(symbol) ? symbol.name() : declare(symbol.name(), new Object());
        symbols.put(symbol, name);
        return name;
    }

    /** Says that these symbols are sizes that a method takes: a variable for each of their multiples would tell a reader nothing. */
    void sizes(List<Symbol> taken) {
        sizes.addAll(taken);
    }

    /** Binds a symbol to a declared variable. */
    void bind(Symbol symbol, String name) {
        symbols.put(symbol, name);
    }

    /** The loop variable that several loops of this scope share, if one of them has declared it. */
    @Nullable
    String shared(Symbol symbol) {
        return shared.get(symbol);
    }

    String share(Symbol symbol) {
        String name = declare(symbol.name(), new Object());
        shared.put(symbol, name);
        return name;
    }

    /** The variables to declare at the start of this scope, for the accesses in it. */
    List<Declaration> hoist(List<Access> accesses) {
        Set<Symbol> added = new LinkedHashSet<>(symbols.keySet());
        added.removeAll(sizes);
        return hoist(accesses, added);
    }

    /** The variables to declare where {@code added} is bound in this scope, for the accesses after that. */
    List<Declaration> hoist(List<Access> accesses, Symbol added) {
        return hoist(accesses, Set.of(added));
    }

    private List<Declaration> hoist(List<Access> accesses, Set<Symbol> added) {
        Map<Access, Uses> all = new LinkedHashMap<>();
        for (Access access : accesses) {
            if (access.buffer().startsAtZero()) {
                continue;
            }
            Affine known = known(access.index());
            if (added.stream().anyMatch(symbol -> known.coefficient(symbol) != 0)) {
                all.computeIfAbsent(new Access(access.buffer(), known), base -> new Uses())
                        .add(inner(access.index()));
            }
        }
        List<Declaration> declarations = new ArrayList<>();
        all.forEach((base, uses) -> {
            if (uses.needVariable()) {
                CodeBlock value = sum(base);
                String name = declare(base.buffer().name() + capitalised(lastSymbol(base.index())), new Object());
                bases.put(base, name);
                declarations.add(new Declaration(name, value));
            }
        });
        return declarations;
    }

    /** The uses of the part of an index that is known in a scope. */
    private static final class Uses {
        private int here;
        private final Set<Affine> inside = new HashSet<>();

        /** @param inner what loops inside of the scope add */
        void add(Affine inner) {
            if (inner.symbols().isEmpty()) {
                here++;
            } else {
                inside.add(inner);
            }
        }

        /** Whether a variable is used more than once. If loops inside go on in one way, one of their variables has all terms. */
        boolean needVariable() {
            return here + inside.size() > 1;
        }
    }

    /** The terms of an index whose symbols are bound in loops inside of this scope. */
    private Affine inner(Affine index) {
        Affine inner = Affine.ZERO;
        for (Symbol symbol : index.symbols()) {
            if (!symbol.equals(Symbol.LANES) && find(symbol) == null) {
                inner = inner.plus(Affine.of(symbol, index.coefficient(symbol)));
            }
        }
        return inner;
    }

    /** The code of an index into a buffer. */
    CodeBlock index(Buffer buffer, Affine index) {
        if (buffer.startsAtZero()) {
            return number(index);
        }
        CodeBlock.Builder code = CodeBlock.builder().add(base(new Access(buffer, known(index))));
        int lanes = index.coefficient(Symbol.LANES);
        if (lanes != 0) {
            code.add(term(lanes, Symbol.LANES.name()));
        }
        return code.add(constant(index.constant())).build();
    }

    /** The code of an affine expression. */
    CodeBlock number(Affine number) {
        CodeBlock.Builder code = CodeBlock.builder();
        boolean constantFirst =
                number.constant() > 0 && number.symbols().stream().allMatch(symbol -> number.coefficient(symbol) < 0);
        boolean first = !constantFirst;
        if (constantFirst) {
            code.add("$L", number.constant());
        }
        for (Symbol symbol : number.symbols()) {
            int coefficient = number.coefficient(symbol);
            if (first) {
                code.add(coefficient == 1 ? "$L" : coefficient == -1 ? "-$L" : coefficient + " * $L", nameOf(symbol));
            } else {
                code.add(term(coefficient, nameOf(symbol)));
            }
            first = false;
        }
        if (first) {
            return CodeBlock.of("$L", number.constant());
        }
        return constantFirst
                ? code.build()
                : code.add(constant(number.constant())).build();
    }

    private CodeBlock base(Access base) {
        for (IndexNames scope = this; scope != null; scope = scope.outer) {
            String name = scope.bases.get(base);
            if (name != null) {
                return CodeBlock.of("$L", name);
            }
        }
        return base.index().symbols().isEmpty() ? CodeBlock.of("$L", names.get(base.buffer())) : sum(base);
    }

    /** The sum of the part of an index that an outer scope computes, and of the terms that the innermost scope adds. */
    private CodeBlock sum(Access base) {
        IndexNames scope = this;
        while (scope.outer != null && scope.addsNothing(base.index())) {
            scope = scope.outer;
        }
        Affine before = base.index();
        CodeBlock.Builder added = CodeBlock.builder();
        for (Map.Entry<Symbol, String> symbol : scope.symbols.entrySet()) {
            int coefficient = base.index().coefficient(symbol.getKey());
            if (coefficient != 0) {
                before = before.substitute(symbol.getKey(), Affine.ZERO);
                added.add(term(coefficient, symbol.getValue()));
            }
        }
        return CodeBlock.builder()
                .add(base(new Access(base.buffer(), before)))
                .add(added.build())
                .build();
    }

    private boolean addsNothing(Affine index) {
        return symbols.keySet().stream().allMatch(symbol -> index.coefficient(symbol) == 0);
    }

    /** The terms of an index whose symbols are bound in this scope or in an outer one. */
    private Affine known(Affine index) {
        Affine known = Affine.ZERO;
        for (Symbol symbol : index.symbols()) {
            if (find(symbol) != null) {
                known = known.plus(Affine.of(symbol, index.coefficient(symbol)));
            }
        }
        return known;
    }

    /** All symbols that are bound in this scope or in an outer one, outermost first. */
    List<Symbol> bound() {
        List<Symbol> bound = outer == null ? new ArrayList<>() : outer.bound();
        bound.addAll(symbols.keySet());
        return bound;
    }

    private String lastSymbol(Affine index) {
        String last = "";
        for (Map.Entry<Symbol, String> symbol : symbols.entrySet()) {
            if (index.coefficient(symbol.getKey()) != 0) {
                last = symbol.getValue();
            }
        }
        return last;
    }

    private @Nullable String find(Symbol symbol) {
        for (IndexNames scope = this; scope != null; scope = scope.outer) {
            String name = scope.symbols.get(symbol);
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    private String nameOf(Symbol symbol) {
        String name = find(symbol);
        return name != null ? name : symbol.name();
    }

    private static CodeBlock term(int coefficient, String name) {
        String sign = coefficient < 0 ? " - " : " + ";
        int factor = Math.abs(coefficient);
        if (factor == 1) {
            return CodeBlock.of("$L$L", sign, name);
        }
        return name.equals(Symbol.LANES.name())
                ? CodeBlock.of("$L$L * $L", sign, factor, name)
                : CodeBlock.of("$L$L * $L", sign, name, factor);
    }

    private static CodeBlock constant(int constant) {
        if (constant == 0) {
            return CodeBlock.builder().build();
        }
        return CodeBlock.of("$L$L", constant < 0 ? " - " : " + ", Math.abs(constant));
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
