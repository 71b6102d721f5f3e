namespace Automation.Recommendations.Models;

/// <summary>An item of an index with what a model gives it; higher is better.</summary>
readonly record struct ScoredItem(int Item, double Score);
