namespace Agentry;

/// <summary>Which version of the OpenTelemetry conventions for generative AI names the spans and metrics. Never two at once.</summary>
public enum SemconvProfile
{
    /// <summary>
    /// <c>v1.42.0-dev</c>, the names that dashboards and backends read today, with the agent and tool metrics of <see cref="Latest"/>,
    /// which collide with none of them.
    /// </summary>
    V142 = 0,

    /// <summary>The newest names of the conventions, which are under development and renamed metrics and attributes.</summary>
    Latest,
}
