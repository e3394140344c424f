using System.Reflection;

namespace Agentry.Tests;

/// <summary>Every vendor in both modes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VendorDataAttribute : Xunit.Sdk.DataAttribute
{
    /// <summary>Set for what only a stream can do.</summary>
    public bool StreamingOnly { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from vendor in Enum.GetValues<Vendor>()
        from mode in Enum.GetValues<RunMode>()
        where mode == RunMode.Streaming || !StreamingOnly
        select new object[] { vendor, mode };
}
