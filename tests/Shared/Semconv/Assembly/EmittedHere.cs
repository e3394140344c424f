using System.Runtime.CompilerServices;

namespace Agentry.Tests;

/// <summary>Hears and checks everything that the tests of this assembly emit, from before the first one.</summary>
internal static class EmittedHere
{
    private static SemconvListener? _listener;

    /// <summary>Null without the acceptance data.</summary>
    public static SemconvListener? Listener => _listener;

    [ModuleInitializer]
    internal static void Listen()
    {
        if (SharedData.Root is not null)
            _listener = new SemconvListener(keeps: false);
    }
}
