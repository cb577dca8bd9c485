package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the outlined bodies of a class, such as those of tiles. Kernels whose bodies differ in sizes only share a method. It takes
 * where it begins in each array, not the indices of the loops around it, and the sizes in which the kernels differ.
 */
final class OutlinedMethods {
    /** A method that took more sizes would be hard to read, and its callers too; then only bodies with equal sizes share one. */
    private static final int MOST_SIZES = 5;

    private final Map<Statement.Outlined, Call> calls = new HashMap<>();

    /** The names of kernels and of outlined bodies, and those given here. */
    private final Set<String> names = new HashSet<>();

    /**
     * A call of such a method.
     *
     * @param method its name
     * @param first whether no kernel before has this call, so that the method is printed behind this one
     * @param body the body of the method, with the names that it has in this kernel
     * @param starts where the body begins in each buffer
     * @param sizes the numbers that the method takes
     * @param values these numbers in this call
     */
    record Call(
            String method,
            boolean first,
            Statement body,
            Map<Buffer, Affine> starts,
            List<Symbol> sizes,
            List<Integer> values) {}

    private OutlinedMethods() {}

    /** The methods of the bodies of these kernels, which are printed in this order. */
    static OutlinedMethods of(List<Kernel> kernels) {
        OutlinedMethods methods = new OutlinedMethods();
        Map<Statement, List<OutlinedForm>> alike = new LinkedHashMap<>();
        for (Kernel kernel : kernels) {
            methods.names.add(kernel.name());
            new Walk() {
                @Override
                public void outlined(Statement.Outlined outlined) {
                    methods.names.add(outlined.name());
                    OutlinedForm.of(outlined, kernel)
                            .ifPresent(form -> alike.computeIfAbsent(form.key(), key -> new ArrayList<>())
                                    .add(form));
                }
            }.statement(kernel.body());
        }
        alike.values().forEach(methods::share);
        return methods;
    }

    /** The call in place of a body; null if that needs more of the code around it, and has a method with all its indices. */
    @Nullable
    Call call(Statement.Outlined outlined) {
        return calls.get(outlined);
    }

    private void share(List<OutlinedForm> forms) {
        Sizes sizes = new Sizes(forms);
        if (sizes.arguments.size() > MOST_SIZES) {
            Map<List<Integer>, List<OutlinedForm>> equal = new LinkedHashMap<>();
            forms.forEach(form -> equal.computeIfAbsent(form.values(), values -> new ArrayList<>())
                    .add(form));
            equal.values().forEach(this::share);
            return;
        }
        String method = name(forms);
        for (int i = 0; i < forms.size(); i++) {
            OutlinedForm form = forms.get(i);
            Statement body =
                    new Substitution(sizes.inPlaceOfHoles(form), UnaryOperator.identity()).statement(form.body());
            calls.putIfAbsent(
                    form.outlined(), new Call(method, i == 0, body, form.starts(), sizes.arguments, sizes.values(i)));
        }
    }

    /**
     * What the names of the bodies have in common, without numbers of layers: fcForwardTile4x2 of fc1ForwardTile4x2 and fc2ForwardTile4x2,
     * tile1x1 of fc1InputGradientTile1x1 and gru1InputGradientL0Tile1x1.
     */
    private String name(List<OutlinedForm> forms) {
        String first = forms.get(0).outlined().name();
        int start = first.length();
        int end = first.length();
        for (OutlinedForm form : forms) {
            String other = form.outlined().name();
            int same = 0;
            while (same < Math.min(start, other.length()) && first.charAt(same) == other.charAt(same)) {
                same++;
            }
            start = same;
            int behind = 0;
            while (behind < Math.min(end, other.length())
                    && first.charAt(first.length() - 1 - behind) == other.charAt(other.length() - 1 - behind)) {
                behind++;
            }
            end = behind;
        }
        String label = first.substring(0, start).replaceFirst("[0-9_]+$", "");
        String kind = first.substring(Math.max(start, first.length() - end)).replaceFirst("^[0-9_]+", "");
        String name = label.isEmpty() && !kind.isEmpty()
                ? Character.toLowerCase(kind.charAt(0)) + kind.substring(1)
                : label + kind;
        return !kind.isEmpty() && names.add(name) ? name : first;
    }

    /** The values of the holes of bodies that are alike: a constant where all agree, else a multiple of an argument. */
    private static final class Sizes {
        private final List<Symbol> arguments = new ArrayList<>();
        private final List<List<Integer>> columns = new ArrayList<>();
        private final List<Affine> places = new ArrayList<>();

        Sizes(List<OutlinedForm> forms) {
            List<OutlinedForm.Hole> holes = forms.get(0).holes();
            for (int i = 0; i < holes.size(); i++) {
                int hole = i;
                places.add(place(
                        forms.stream().map(form -> form.values().get(hole)).toList(),
                        holes.get(i).name()));
            }
        }

        private Affine place(List<Integer> values, String name) {
            if (values.stream().distinct().count() == 1) {
                return Affine.of(values.get(0));
            }
            for (int i = 0; i < columns.size(); i++) {
                int factor = factor(values, columns.get(i));
                if (factor != 0) {
                    return Affine.of(arguments.get(i), factor);
                }
            }
            Symbol argument = new Symbol(name);
            for (int i = 2; arguments.contains(argument); i++) {
                argument = new Symbol(name + i);
            }
            arguments.add(argument);
            columns.add(values);
            return Affine.of(argument);
        }

        /** The number by which all values are multiples of others; 0 if there is none. */
        private static int factor(List<Integer> values, List<Integer> of) {
            int factor = of.get(0) == 0 ? 0 : values.get(0) / of.get(0);
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) != factor * of.get(i)) {
                    return 0;
                }
            }
            return factor;
        }

        Map<Symbol, Affine> inPlaceOfHoles(OutlinedForm form) {
            Map<Symbol, Affine> all = new HashMap<>();
            for (int i = 0; i < places.size(); i++) {
                all.put(form.holes().get(i).symbol(), places.get(i));
            }
            return all;
        }

        List<Integer> values(int form) {
            return columns.stream().map(column -> column.get(form)).toList();
        }
    }
}
