"""Under which addresses an outlet shows its articles besides their own, and what its pages call canonical."""

from dataclasses import dataclass, field

from tests.newsroom.model import Article


@dataclass(slots=True)
class Addresses:
    """``copies`` and ``moved`` map paths to articles; ``lie`` is the path that every page calls canonical, if any."""

    copies: dict[str, Article] = field(default_factory=dict)
    moved: dict[str, Article] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)  # copies that the feed lists
    lie: str | None = None

    def copy(self, article: Article, path: str) -> None:
        """Show an article at a further address, which the feed lists too."""
        self.copies[path] = article
        self.listed.append(path)

    def move(self, article: Article, path: str) -> None:
        """Give an article another address; its old one leads there."""
        self.moved[article.path] = article
        article.path = path

    def canonical(self, article: Article) -> str:
        """Return the path that the article's page calls canonical."""
        return self.lie or article.path
