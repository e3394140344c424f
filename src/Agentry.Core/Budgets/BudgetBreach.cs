namespace Agentry;

/// <summary>What happens when a budget does not allow the next model call.</summary>
public enum BudgetBreach
{
    /// <summary>The run ends as <see cref="RunStatus.LimitReached"/>, with the partial result.</summary>
    End = 0,

    /// <summary>
    /// The run is suspended (<see cref="Suspension.Budget"/>). It goes on at the same point when its cap is raised (<see cref="AgentRuns.RaiseBudgetAsync"/>), when the next period of a
    /// shared budget begins, or when it is resumed after the configuration changed. In a <see cref="RunScope"/>, which cannot wait, the call is refused.
    /// </summary>
    Suspend,

    /// <summary>The call goes to <see cref="BudgetOptions.CheaperModel"/>.</summary>
    Cheaper,
}
