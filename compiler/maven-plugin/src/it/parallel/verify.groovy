String log = new File(basedir, 'build.log').text
assert !log.contains('not marked @threadSafe')

// The two differ in their name alone, and so does what was made of them.
String one = new File(basedir, 'one/target/generated-sources/lamina/com/acme/OneScalar.java').text
String two = new File(basedir, 'two/target/generated-sources/lamina/com/acme/TwoScalar.java').text
assert one.replace('One', 'Two').replace('one.lamina', 'two.lamina') == two
assert new File(basedir, 'one/target/classes/com/acme/One.class').exists()
assert new File(basedir, 'two/target/classes/com/acme/TwoVector.class').exists()
true
