namespace Agentry;

/// <summary>Why a policy did not simply allow.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Verdict">What it said.</param>
/// <param name="Code">A stable snake_case word.</param>
/// <param name="Message">A sentence for people; it holds no content of the call.</param>
public sealed record PolicyFinding(string Policy, PolicyVerdict Verdict, string Code, string Message);
