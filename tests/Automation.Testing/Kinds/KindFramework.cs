using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Automation.Testing.Kinds;

/// <summary>
/// Gives every test the trait <c>kind</c>: the one that its class names, <c>stack</c> or <c>fault</c>, else <c>fast</c>.
/// All test projects run on it (tests/Directory.Build.targets), so that no test is without a kind.
/// </summary>
public sealed class KindFramework(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    // As in every service, also where the test project has ICU.
    static KindFramework() => CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkDiscoverer(assembly, sources, diagnostics)
    {
        protected override bool FindTestsForType(
            ITestClass testClass, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions) =>
            base.FindTestsForType(testClass, includeSourceInformation, new KindBus(messageBus), discoveryOptions);
    }

    // Not disposed: the bus behind it belongs to who made it.
    sealed class KindBus(IMessageBus bus) : IMessageBus
    {
        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage { TestCase.Traits: { } traits })
                traits.TryAdd(TestKind.Trait, [TestKind.Fast]);
            return bus.QueueMessage(message);
        }

        public void Dispose()
        {
        }
    }
}
