String log = new File(basedir, 'build.log').text
def file = { path -> new File(basedir, "target/$path") }

assert log.contains('Generated com.acme.Fraud from 1 model file')
assert log.contains('Generated com.acme.Line from 1 model file')
assert log.contains('Tests run: 3, Failures: 0, Errors: 0, Skipped: 0')

// What needs the Vector API is there compiled, and for reading; the project's compiler was told of no module.
assert file('classes/com/acme/FraudVector.class').exists()
assert file('lamina/reading/com/acme/FraudVector.java').exists()
assert file('test-classes/com/acme/LineVector.class').exists()
assert !file('generated-sources/lamina/com/acme/FraudVector.java').exists()

// The tests ran on a JVM without that module: on plain Java, said once for both models.
assert log.count('run as plain Java') == 1
true
